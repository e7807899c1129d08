//! What the programs have in common: the arguments, and the JSON that is served.

use std::fmt::Write as _;

/// `URL COUNT`: a path decides between one object (`/v1/products/1`) and a list of 350 KB (`/v1/products`).
pub struct Arguments {
    /// The server's address.
    pub url: String,
    /// One object, or the list.
    pub list: bool,
    /// How many calls, one after the other.
    pub count: usize,
}

/// Reads `URL one|list COUNT`.
pub fn arguments() -> Option<Arguments> {
    let mut given = std::env::args().skip(1);
    Some(Arguments { url: given.next()?, list: given.next()? == "list", count: given.next()?.parse().ok()? })
}

/// A product as the API sends it, 0.9 KB.
pub fn product(number: usize) -> String {
    let description = "A box of a dozen, packed by hand and sent within two days of the order. ".repeat(4);
    format!(
        r#"{{"id":"prod_{number:014}","object":"product","active":true,"created":1700000000,"default_price":"price_1OYx{number:010}","description":"{description}","images":["https://files.example.com/{number}/front.png","https://files.example.com/{number}/back.png"],"livemode":false,"metadata":{{"warehouse":"north","shelf":"{number}"}},"name":"Box number {number}","package_dimensions":{{"height":10.5,"length":20.0,"weight":1.25,"width":30.0}},"shippable":true,"statement_descriptor":null,"tax_code":"txcd_99999999","unit_label":"box","updated":1700000001,"url":"https://shop.example.com/{number}"}}"#
    )
}

/// A page of 400 products, 350 KB.
pub fn list() -> String {
    let mut data = String::new();
    for number in 0..400 {
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(data, "{comma}{}", product(number));
    }
    format!(r#"{{"object":"list","url":"/v1/products","has_more":false,"data":[{data}]}}"#)
}
