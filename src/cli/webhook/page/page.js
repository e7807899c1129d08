// Deliveries as they arrive. What was sent by others is only ever set as text.
"use strict";

const deliveries = new Map();
let selected = null;
const byId = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function response(delivery) {
  return delivery.status === null ? "none" : `${delivery.status} in ${delivery.ms} ms`;
}

function isTaken(delivery) {
  return delivery.status >= 200 && delivery.status < 300;
}

function fits(delivery) {
  const outcome = byId("outcome").value;
  if (outcome && delivery.outcome !== outcome) return false;
  const wanted = byId("filter").value.toLowerCase();
  const parts = [delivery.event, delivery.id, delivery.path, delivery.reason, delivery.body];
  delivery.headers.forEach(([name, value]) => parts.push(`${name}: ${value}`));
  return parts.some((part) => part !== null && part.toLowerCase().includes(wanted));
}

function row(delivery) {
  const row = element("tr", undefined, delivery.key === selected ? "selected" : "");
  row.append(element("td", delivery.resent ? `${delivery.key} (again ${delivery.resent})` : String(delivery.key)));
  row.append(element("td", new Date(delivery.at * 1000).toLocaleTimeString()));
  const cell = element("td");
  const button = element("button", delivery.event || `${delivery.method} ${delivery.path}`);
  button.addEventListener("click", () => select(delivery.key));
  cell.append(button);
  row.append(cell);
  row.append(element("td", delivery.outcome, delivery.outcome));
  row.append(element("td", response(delivery), isTaken(delivery) ? "taken" : "failed"));
  return row;
}

function draw() {
  const shown = [...deliveries.values()].filter(fits).reverse();
  byId("list").replaceChildren(...shown.map(row));
}

// A delivery does not change, so that its details are drawn once: text that is selected stays selected.
function select(key) {
  selected = key;
  byId("details").replaceChildren(...details(deliveries.get(key)));
  draw();
}

function headers(list) {
  return element("pre", list.map(([name, value]) => `${name}: ${value}`).join("\n"));
}

function details(delivery) {
  const again = element("button", "Send again");
  again.addEventListener("click", () => resend(delivery.key, again));
  const parts = [
    element("h2", `${delivery.method} ${delivery.path}`),
    element("p", delivery.id ? `${delivery.event} ${delivery.id}` : delivery.event || "no event"),
    element("p", delivery.outcome, delivery.outcome),
  ];
  if (delivery.reason) parts.push(element("pre", delivery.reason, "reason"));
  parts.push(again, element("h3", "Headers"), headers(delivery.headers));
  parts.push(element("h3", `Body (${delivery.bytes} bytes)`), element("pre", delivery.body, "body"));
  parts.push(element("h3", `Response: ${response(delivery)}`));
  if (delivery.error) parts.push(element("pre", delivery.error, "failed"));
  if (delivery.status !== null) {
    parts.push(headers(delivery.response_headers), element("pre", delivery.response_body, "response"));
  }
  return parts;
}

async function resend(key, button) {
  button.disabled = true;
  try {
    const sent = await fetch(`resend/${key}`, { method: "POST" });
    button.textContent = sent.ok ? "Send again (it was sent)" : await sent.text();
  } catch {
    button.textContent = "Send again (the command has ended)";
  }
  button.disabled = false;
}

byId("filter").addEventListener("input", draw);
byId("outcome").addEventListener("change", draw);

const source = new EventSource("events");
source.addEventListener("open", () => {
  byId("state").textContent = "connected";
});
source.addEventListener("error", () => {
  byId("state").textContent = "not connected: has the command ended?";
});
source.addEventListener("message", (message) => {
  const delivery = JSON.parse(message.data);
  deliveries.set(delivery.key, delivery);
  draw();
});
