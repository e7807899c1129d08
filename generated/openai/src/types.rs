//! What is sent and what comes back.

use super::runtime::*;

object! {
    #[flow(out)]
    pub struct CreateChatCompletionRequest {
        /// Name of the model.
        pub model: String,
        /// The conversation so far.
        pub messages: Vec<ChatMessage>,
        /// How long the answer may be.
        pub max_completion_tokens: Option<i64>,
        /// Whether the answer comes in chunks.
        pub stream: Option<bool>,
        /// How free the answer is.
        pub temperature: Option<f64>,
    }

    #[flow(in, out)]
    pub struct ChatMessage {
        pub role: Role,
        /// What was said.
        #[wire("content", null)]
        pub content: Option<String>,
    }

    pub struct ChatCompletion {
        pub id: String,
        /// Seconds since 1970.
        pub created: i64,
        pub model: String,
        pub choices: Vec<Choice>,
        pub usage: Option<Usage>,
    }

    pub struct Choice {
        pub index: i64,
        pub message: ChatMessage,
        pub finish_reason: Option<FinishReason>,
    }

    pub struct Usage {
        pub prompt_tokens: i64,
        pub completion_tokens: i64,
        pub total_tokens: i64,
    }

    pub struct ChatCompletionChunk {
        /// The same in all chunks.
        pub id: String,
        pub created: i64,
        pub model: String,
        pub choices: Vec<ChunkChoice>,
    }

    pub struct ChunkChoice {
        pub index: i64,
        pub delta: Delta,
        pub finish_reason: Option<FinishReason>,
    }

    /// What a chunk adds to the answer.
    pub struct Delta {
        pub content: Option<String>,
        pub role: Option<Role>,
    }

    pub struct ErrorResponse {
        pub error: ErrorResponseError,
    }

    pub struct ErrorResponseError {
        pub message: String,
        pub code: Option<String>,
        pub param: Option<String>,
        #[wire("type")]
        pub r#type: Option<String>,
    }

    pub struct FileList {
        pub data: Vec<FileObject>,
        pub has_more: bool,
        pub first_id: Option<String>,
        pub last_id: Option<String>,
    }

    pub struct FileObject {
        pub id: String,
        /// Its size.
        pub bytes: i64,
        /// Seconds since 1970.
        pub created_at: i64,
        pub filename: String,
        pub purpose: String,
    }

    #[flow(out)]
    pub struct CreateFileRequest {
        /// The file.
        pub file: File,
        pub purpose: FilePurpose,
    }
}

open_enum! {
    pub enum Role {
        Developer = "developer",
        System = "system",
        User = "user",
        Assistant = "assistant",
    }

    /// Why the answer ended.
    pub enum FinishReason {
        Stop = "stop",
        Length = "length",
        ContentFilter = "content_filter",
    }

    pub enum ListFilesOrder {
        Asc = "asc",
        Desc = "desc",
    }

    pub enum FilePurpose {
        Assistants = "assistants",
        Batch = "batch",
        FineTune = "fine-tune",
        Vision = "vision",
        UserData = "user_data",
        Evals = "evals",
    }
}
