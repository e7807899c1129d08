//! Answers of a model to a conversation.

use super::super::Client;
use super::super::runtime::*;
use super::super::types::{ChatCompletion, ChatCompletionChunk, CreateChatCompletionRequest};

impl Client {
    /// Create a chat completion. `POST /chat/completions`
    ///
    /// Returns the model's answer, or its chunks as they are written.
    pub fn create_chat_completion(
        &self,
        body: &CreateChatCompletionRequest,
    ) -> Call<ChatCompletion, (), Streamed<ChatCompletionChunk>> {
        self.call(
            Operation::new("POST", "/chat/completions", json)
                .events(json_item)
                .asked_by("stream"),
        )
        .json(body)
    }
}
