//! Changes of a specification that nobody chose: each takes a random part of it and does one thing to it.

use serde_json::{Map, Value, json};

/// Random numbers (xorshift64*), the same for the same seed.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }

    fn of<'v, T>(&mut self, values: &'v [T]) -> Option<&'v T> {
        let at = self.below(values.len());
        values.get(at)
    }
}

/// What is done to a part; `None` where it does not fit.
type Mutation = (&'static str, fn(&mut Value, &mut Random) -> Option<()>);

pub const MUTATIONS: &[Mutation] = &[
    ("operation removed", |spec, random| {
        let (path, method) = operation(spec, random)?;
        spec["paths"][&path]
            .as_object_mut()?
            .remove(&method)
            .map(drop)
    }),
    ("operation added", |spec, random| {
        let number = random.below(1000);
        let responses = json!({"204": {"description": "Done."}});
        spec["paths"][format!("/new{number}")] =
            json!({"post": {"operationId": format!("new{number}"), "responses": responses}});
        Some(())
    }),
    ("operationId changed", |spec, random| {
        let operation = an_operation(spec, random)?;
        let id = operation.get("operationId")?.as_str()?.to_owned();
        operation["operationId"] = json!(format!("{id}Again"));
        Some(())
    }),
    ("operation moved", |spec, random| {
        let (path, method) = operation(spec, random)?;
        let moved = spec["paths"][&path].as_object_mut()?.remove(&method)?;
        spec["paths"][format!("/moved{path}")] = json!({method: moved});
        Some(())
    }),
    ("operation deprecated", |spec, random| {
        an_operation(spec, random)?["deprecated"] = json!(true);
        Some(())
    }),
    ("parameter removed", |spec, random| {
        let parameters = parameters(an_operation(spec, random)?)?;
        let at = (0..parameters.len()).find(|at| parameters[*at]["in"] != "path")?;
        parameters.remove(at);
        Some(())
    }),
    ("parameter added", |spec, random| {
        let required = random.below(2) == 0;
        let place = *random.of(&["query", "header"])?;
        let schema = schema(random);
        let operation = an_operation(spec, random)?.as_object_mut()?;
        let list = operation
            .entry("parameters")
            .or_insert(json!([]))
            .as_array_mut()?;
        list.push(json!({"name": "added", "in": place, "required": required, "schema": schema}));
        Some(())
    }),
    ("parameter required or not", |spec, random| {
        let parameters = parameters(an_operation(spec, random)?)?;
        let parameter = parameters
            .iter_mut()
            .find(|parameter| parameter["in"] != "path")?;
        let required = parameter.get("required") == Some(&json!(true));
        parameter["required"] = json!(!required);
        Some(())
    }),
    ("parameter of another type", |spec, random| {
        let schema = schema(random);
        let parameters = parameters(an_operation(spec, random)?)?;
        let at = random.below(parameters.len());
        parameters.get_mut(at)?["schema"] = schema;
        Some(())
    }),
    ("parameter renamed", |spec, random| {
        let parameters = parameters(an_operation(spec, random)?)?;
        parameters
            .iter_mut()
            .find(|parameter| parameter["in"] != "path")?["name"] = json!("renamed");
        Some(())
    }),
    ("body removed", |spec, random| {
        an_operation(spec, random)?
            .as_object_mut()?
            .remove("requestBody")
            .map(drop)
    }),
    ("body required or not", |spec, random| {
        let body = an_operation(spec, random)?.get_mut("requestBody")?;
        let required = body.get("required") == Some(&json!(true));
        body["required"] = json!(!required);
        Some(())
    }),
    ("body added", |spec, random| {
        let (schema, required) = (reference(spec, random)?, random.below(2) == 0);
        let operation = an_operation(spec, random)?.as_object_mut()?;
        if operation.contains_key("requestBody") {
            return None;
        }
        operation.insert(
            "requestBody".to_owned(),
            json!({"required": required, "content": {"application/json": {"schema": schema}}}),
        );
        Some(())
    }),
    ("body of another type", |spec, random| {
        let schema = any_schema(spec, random)?;
        let body = an_operation(spec, random)?.get_mut("requestBody")?;
        body["content"] = json!({"application/json": {"schema": schema}});
        Some(())
    }),
    ("body of another media type", |spec, random| {
        let body = an_operation(spec, random)?.get_mut("requestBody")?;
        let media = body["content"]
            .as_object_mut()?
            .remove("application/json")?;
        body["content"]["application/x-www-form-urlencoded"] = media;
        Some(())
    }),
    ("response of another type", |spec, random| {
        let schema = any_schema(spec, random)?;
        let responses = an_operation(spec, random)?["responses"].as_object_mut()?;
        let response = responses.values_mut().next()?;
        response["content"] = json!({"application/json": {"schema": schema}});
        Some(())
    }),
    ("response removed", |spec, random| {
        let responses = an_operation(spec, random)?["responses"].as_object_mut()?;
        let status = responses.keys().next_back()?.clone();
        if responses.len() < 2 {
            return None;
        }
        responses.remove(&status).map(drop)
    }),
    ("second success", |spec, random| {
        let schema = any_schema(spec, random)?;
        let responses = &mut an_operation(spec, random)?["responses"];
        responses["203"] =
            json!({"description": "Too.", "content": {"application/json": {"schema": schema}}});
        Some(())
    }),
    ("property removed", |spec, random| {
        let (object, name) = property(spec, random)?;
        object["properties"].as_object_mut()?.remove(&name);
        if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|known| *known != name);
        }
        Some(())
    }),
    ("property added", |spec, random| {
        let (ty, required) = (any_schema(spec, random)?, random.below(2) == 0);
        let (object, _) = property(spec, random)?;
        object["properties"]["added"] = ty;
        if required {
            require(object, "added")?;
        }
        Some(())
    }),
    ("property required or not", |spec, random| {
        let (object, name) = property(spec, random)?;
        let required = object
            .as_object_mut()?
            .entry("required")
            .or_insert(json!([]));
        let list = required.as_array_mut()?;
        match list.iter().position(|known| *known == name) {
            Some(at) => drop(list.remove(at)),
            None => list.push(json!(name)),
        }
        Some(())
    }),
    ("property of another type", |spec, random| {
        let ty = any_schema(spec, random)?;
        let (object, name) = property(spec, random)?;
        object["properties"][name] = ty;
        Some(())
    }),
    ("property may be null", |spec, random| {
        let (object, name) = property(spec, random)?;
        let ty = object["properties"][&name].get_mut("type")?;
        let plain = ty.as_str()?.to_owned();
        *ty = json!([plain, "null"]);
        Some(())
    }),
    ("property in a list", |spec, random| {
        let (object, name) = property(spec, random)?;
        let items = object["properties"][&name].clone();
        object["properties"][name] = json!({"type": "array", "items": items});
        Some(())
    }),
    ("property renamed", |spec, random| {
        let (object, name) = property(spec, random)?;
        let moved = object["properties"].as_object_mut()?.remove(&name)?;
        object["properties"]["renamed"] = moved;
        Some(())
    }),
    ("property read only", |spec, random| {
        let key = *random.of(&["readOnly", "writeOnly", "deprecated"])?;
        let (object, name) = property(spec, random)?;
        object["properties"][name]
            .as_object_mut()?
            .insert(key.to_owned(), json!(true));
        Some(())
    }),
    ("property with a limit", |spec, random| {
        let (key, value) = random
            .of(&[
                ("maxLength", json!(3)),
                ("default", json!("x")),
                ("pattern", json!("^a")),
                ("maximum", json!(9)),
            ])?
            .clone();
        let (object, name) = property(spec, random)?;
        object["properties"][name]
            .as_object_mut()?
            .insert(key.to_owned(), value);
        Some(())
    }),
    ("property that is constant", |spec, random| {
        let (object, name) = property(spec, random)?;
        object["properties"][&name] = json!({"const": "always"});
        require(object, &name)
    }),
    ("required in another order", |spec, random| {
        let (object, _) = property(spec, random)?;
        let required = object.get_mut("required")?.as_array_mut()?;
        required.reverse();
        (required.len() > 1).then_some(())
    }),
    ("object with other keys", |spec, random| {
        let (object, _) = property(spec, random)?;
        object["additionalProperties"] = json!({"type": "string"});
        Some(())
    }),
    ("value removed", |spec, random| {
        let values = an_enum(spec, random)?;
        values.pop().map(drop)
    }),
    ("value added", |spec, random| {
        an_enum(spec, random)?.push(json!("added"));
        Some(())
    }),
    ("component renamed", |spec, random| {
        let name = component(spec, random)?;
        let text = serde_json::to_string(spec).ok()?;
        let text = text
            .replace(
                &format!("schemas/{name}\""),
                &format!("schemas/{name}Again\""),
            )
            .replace(&format!("\"{name}\":{{"), &format!("\"{name}Again\":{{"))
            .replace(&format!(":\"{name}\""), &format!(":\"{name}Again\""));
        *spec = serde_json::from_str(&text).ok()?;
        Some(())
    }),
    ("component put in place", |spec, random| {
        let name = component(spec, random)?;
        let schema = spec["components"]["schemas"][&name].clone();
        let (object, property) = property(spec, random)?;
        object["properties"][property] = schema;
        Some(())
    }),
    ("component inside of allOf", |spec, random| {
        let name = component(spec, random)?;
        let schema = spec["components"]["schemas"][&name].clone();
        spec["components"]["schemas"][&name] = json!({"allOf": [schema]});
        Some(())
    }),
    ("component is another one", |spec, random| {
        let (name, other) = (component(spec, random)?, component(spec, random)?);
        let schema = spec["components"]["schemas"][&other].clone();
        spec["components"]["schemas"][&name] = schema;
        Some(())
    }),
    ("variant added", |spec, random| {
        let reference = reference(spec, random)?;
        let payment = &mut spec["components"]["schemas"]["Payment"];
        payment["oneOf"].as_array_mut()?.push(reference);
        Some(())
    }),
    ("variant removed", |spec, _| {
        spec["components"]["schemas"]["Payment"]["oneOf"]
            .as_array_mut()?
            .pop()
            .map(drop)
    }),
    ("no discriminator", |spec, _| {
        spec["components"]["schemas"]["Payment"]
            .as_object_mut()?
            .remove("discriminator")
            .map(drop)
    }),
    ("credentials changed", |spec, random| {
        let security = random
            .of(&[
                json!([]),
                json!([{"token": []}]),
                json!([{"key": [], "token": []}]),
            ])?
            .clone();
        an_operation(spec, random)?["security"] = security;
        Some(())
    }),
    ("credential of another kind", |spec, random| {
        let scheme = random
            .of(&[
                json!({"type": "http", "scheme": "basic"}),
                json!({"type": "apiKey", "in": "query", "name": "k"}),
            ])?
            .clone();
        spec["components"]["securitySchemes"]["key"] = scheme;
        Some(())
    }),
    ("servers changed", |spec, random| {
        let number = random.below(9);
        let servers = spec["servers"].as_array_mut()?;
        servers.insert(
            random.below(2),
            json!({"url": format!("https://s{number}.example.com"), "description": "Another"}),
        );
        Some(())
    }),
    ("scopes of an operation changed", |spec, random| {
        let security = random
            .of(&[
                json!([{"partner": []}]),
                json!([{"partner": ["write"]}]),
                json!([{"partner": ["read", "write"]}]),
                json!([{"partner": ["read"]}, {"key": []}]),
            ])?
            .clone();
        spec["paths"]["/reports"]["get"]["security"] = security;
        Some(())
    }),
    ("scopes of a scheme changed", |spec, random| {
        let partner = &mut spec["components"]["securitySchemes"]["partner"];
        let scopes = partner["flows"]["clientCredentials"]["scopes"].as_object_mut()?;
        match random.below(2) {
            0 => scopes.remove("write").map(drop),
            _ => {
                scopes.insert("admin".to_owned(), json!("Everything."));
                Some(())
            }
        }
    }),
    ("token endpoint changed", |spec, random| {
        let number = random.below(9);
        let partner = &mut spec["components"]["securitySchemes"]["partner"];
        partner["flows"]["clientCredentials"]["tokenUrl"] =
            json!(format!("https://login{number}.example.com/token"));
        Some(())
    }),
    ("policies changed", |spec, random| {
        let (key, value) = random
            .of(&[
                ("idempotency", json!({"methods": ["PATCH"]})),
                (
                    "idempotency",
                    json!({"methods": ["POST"], "header": "X-Once"}),
                ),
                ("retry", json!({"statuses": [409, 503]})),
                (
                    "rate-limit",
                    json!({"remaining": "X-Left", "reset": "X-Reset"}),
                ),
                ("errors", json!({"code": "/detail"})),
            ])?
            .clone();
        spec["x-fetchwright"][key] = value;
        Some(())
    }),
    ("pages follow in another way", |spec, random| {
        let pagination = random
            .of(&[
                json!({"style": "page", "parameter": "skip", "items": "/orders"}),
                json!({"style": "offset", "parameter": "skip", "items": "/orders", "total": "/total"}),
                json!({"style": "none"}),
            ])?
            .clone();
        spec["paths"]["/orders"]["get"]["x-fetchwright"]["pagination"] = pagination;
        Some(())
    }),
    ("response of another media type", |spec, random| {
        let (media, schema) = random
            .of(&[
                ("text/plain", json!({"type": "string"})),
                (
                    "application/pdf",
                    json!({"type": "string", "format": "binary"}),
                ),
                ("application/json", json!({"type": "string"})),
            ])?
            .clone();
        let response = &mut spec["paths"]["/reports"]["get"]["responses"]["200"];
        response["content"] = json!({media: {"schema": schema}});
        Some(())
    }),
    ("event of another type", |spec, random| {
        let name = component(spec, random)?;
        spec["x-fetchwright"]["webhooks"]["events"]["order.lost"] = json!(name);
        Some(())
    }),
    ("texts changed", |spec, random| {
        an_operation(spec, random)?["summary"] = json!("Another summary");
        Some(())
    }),
];

fn operation(spec: &Value, random: &mut Random) -> Option<(String, String)> {
    let paths = spec["paths"].as_object()?;
    let all: Vec<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().into_iter().flat_map(Map::keys);
            methods
                .map(|method| (path.clone(), method.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    random.of(&all).cloned()
}

fn an_operation<'v>(spec: &'v mut Value, random: &mut Random) -> Option<&'v mut Value> {
    let (path, method) = operation(spec, random)?;
    spec["paths"][&path].get_mut(&method)
}

fn parameters(operation: &mut Value) -> Option<&mut Vec<Value>> {
    operation.get_mut("parameters")?.as_array_mut()
}

fn component(spec: &Value, random: &mut Random) -> Option<String> {
    let names: Vec<String> = spec["components"]["schemas"]
        .as_object()?
        .keys()
        .cloned()
        .collect();
    random.of(&names).cloned()
}

fn reference(spec: &Value, random: &mut Random) -> Option<Value> {
    let name = component(spec, random)?;
    Some(json!({"$ref": format!("#/components/schemas/{name}")}))
}

fn schema(random: &mut Random) -> Value {
    let schemas = [
        json!({"type": "string"}),
        json!({"type": "integer"}),
        json!({"type": "integer", "format": "int32"}),
        json!({"type": "boolean"}),
        json!({"type": "array", "items": {"type": "string"}}),
        json!({"type": "string", "enum": ["one", "two"]}),
    ];
    random.of(&schemas).cloned().unwrap_or_default()
}

fn any_schema(spec: &Value, random: &mut Random) -> Option<Value> {
    match random.below(3) {
        0 => reference(spec, random),
        1 => Some(json!({"type": "array", "items": reference(spec, random)?})),
        _ => Some(schema(random)),
    }
}

/// A component that is an object, and one of its properties.
fn property<'v>(spec: &'v mut Value, random: &mut Random) -> Option<(&'v mut Value, String)> {
    let schemas = spec["components"]["schemas"].as_object_mut()?;
    let objects: Vec<String> = schemas
        .iter()
        .filter(|(_, schema)| schema.get("properties").is_some())
        .map(|(name, _)| name.clone())
        .collect();
    let object = schemas.get_mut(random.of(&objects)?)?;
    let names: Vec<String> = object["properties"].as_object()?.keys().cloned().collect();
    let name = random.of(&names)?.clone();
    Some((object, name))
}

fn require(object: &mut Value, name: &str) -> Option<()> {
    let list = object
        .as_object_mut()?
        .entry("required")
        .or_insert(json!([]));
    let list = list.as_array_mut()?;
    if !list.iter().any(|known| *known == *name) {
        list.push(json!(name));
    }
    Some(())
}

fn an_enum<'v>(spec: &'v mut Value, random: &mut Random) -> Option<&'v mut Vec<Value>> {
    let name = *random.of(&["Status", "Priority"])?;
    spec["components"]["schemas"]
        .get_mut(name)?
        .get_mut("enum")?
        .as_array_mut()
}
