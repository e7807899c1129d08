//! The shop in Chromium: without JavaScript, on a telephone, and checked by axe-core.
//!
//! No page has a script, and the shop's content security policy lets the browser run none. (ChromeDriver needs JavaScript itself, so that
//! it cannot be switched off in the browser.)
//!
//! Without `chromedriver` it is skipped; without `AXE` (the path of `axe.min.js` of npm's `axe-core`) only the accessibility check is. With
//! `SCREENSHOTS` (a folder) it takes the pictures of the README.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::world::{World, until};

/// A telephone's width.
const WIDTH: u64 = 360;

/// ChromeDriver, which ends with the test.
struct Driver {
    process: Child,
    url: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Unlike SIGKILL this ends the browser too.
        _ = Command::new("kill").arg(self.process.id().to_string()).status();
        _ = self.process.wait();
    }
}

impl Driver {
    async fn start() -> Option<Driver> {
        let port = std::net::TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
        let mut command = Command::new("chromedriver");
        let process =
            command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let Ok(process) = process else {
            println!("skipped: there is no chromedriver");
            return None;
        };
        let driver = Driver { process, url: format!("http://127.0.0.1:{port}") };
        until("chromedriver listens", async || {
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
        })
        .await;
        Some(driver)
    }

    /// A browser of its own.
    async fn browser(&self) -> Client {
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--hide-scrollbars",
        ];
        let options = json!({
            "args": arguments,
            "mobileEmulation": {"deviceMetrics": {"width": WIDTH, "height": 740, "pixelRatio": 1.0}},
        });
        let capabilities = [("goog:chromeOptions".to_owned(), options)].into_iter().collect();
        ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&self.url).await.unwrap()
    }
}

/// Somebody at a browser.
struct Visit<'w> {
    browser: Client,
    world: &'w World,
    axe: Option<String>,
    shots: Option<PathBuf>,
}

impl Visit<'_> {
    async fn open(&self, path: &str) {
        let url = if path.starts_with('/') { format!("{}{path}", self.world.url) } else { path.to_owned() };
        self.browser.goto(&url).await.unwrap();
    }

    async fn text(&self) -> String {
        // A page may be left while it is read.
        for _ in 0..100 {
            if let Ok(body) = self.browser.find(Locator::Css("body")).await
                && let Ok(text) = body.text().await
            {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the page has no text");
    }

    async fn has(&self, text: &str) {
        for _ in 0..100 {
            if self.text().await.contains(text) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (address, found) = (self.browser.current_url().await.unwrap(), self.text().await);
        panic!("no {text:?} at {address}:\n{found}");
    }

    /// Clicks a button or a link by its text.
    async fn click(&self, text: &str) {
        self.click_at(&format!("//*[self::button or self::a][contains(normalize-space(.), \"{text}\")]"))
            .await;
    }

    /// Clicks an element, which may be on a page that is still on its way.
    async fn click_at(&self, path: &str) {
        for _ in 0..100 {
            if let Ok(element) = self.browser.find(Locator::XPath(path)).await
                && element.click().await.is_ok()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let (address, found) = (self.browser.current_url().await.unwrap(), self.text().await);
        panic!("there is no {path} at {address}:\n{found}");
    }

    async fn choose(&self, select: &str, value: &str) {
        self.click_at(&format!("//select[@id = '{select}']/option[@value = '{value}']")).await;
    }

    async fn sign_in(&self, name: &str) {
        self.open("/signin").await;
        self.click("Continue with Google").await;
        self.click(name).await;
        self.has("Account").await;
    }

    async fn pay(&self, card: &str) {
        self.choose("card", card).await;
        self.choose("country", "DE").await;
        self.click_at("//form[@method = 'post']/button[normalize-space(.) = 'Pay']").await;
    }

    /// The page fits onto a telephone, and axe-core finds nothing.
    async fn check(&self, name: &str) {
        let width =
            self.browser.execute("return document.documentElement.scrollWidth", Vec::new()).await.unwrap();
        assert!(width.as_u64().is_some_and(|width| width <= WIDTH), "{name} is {width} wide");
        let scripts = self.browser.execute("return document.scripts.length", Vec::new()).await.unwrap();
        assert_eq!(scripts, json!(0), "{name} has scripts");
        if let Some(folder) = &self.shots {
            let picture = self.browser.screenshot().await.unwrap();
            std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
        }
        let Some(axe) = &self.axe else { return };
        self.browser.execute(axe, Vec::new()).await.unwrap();
        let run = "const done = arguments[arguments.length - 1]; axe.run(document, {iframes: false}).then(\
                   found => done(found.violations.map(it => it.id + ': ' + it.nodes.map(node => node.html).join(' '))))";
        let found = self.browser.execute_async(run, Vec::new()).await.unwrap();
        assert_eq!(found, Value::Array(Vec::new()), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_buy_without_javascript() {
    let Some(driver) = Driver::start().await else { return };
    let world = World::start().await;
    let visit = Visit { browser: driver.browser().await, world: &world, axe: None, shots: None };
    let policy = world.stranger("").send(http::Method::GET, "/", &[], "").await.policy;
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    visit.sign_in("Ada Lovelace").await;
    visit.has("Admin").await;
    visit.open("/").await;
    visit.click("Add to cart").await;
    visit.click("Pay").await;
    visit.pay("4000000000000002").await;
    visit.has("Your card was declined.").await;
    visit.pay("4000002500003155").await;
    visit.click("Yes, confirm").await;
    // No event has arrived yet.
    visit.has("Thank you!").await;
    world.settle().await;
    visit.browser.refresh().await.unwrap();
    visit.has("Thank you!").await;
    visit.open("/").await;
    visit.click("Subscribe to Home").await;
    visit.pay("4000000000000341").await;
    visit.has("Thank you!").await;
    visit.click("Your subscription").await;
    visit.click("Change to Office").await;
    visit.has("To pay now").await;
    visit.click("Change to Office for").await;
    visit.has("Plan: Office").await;
    visit.open("/admin").await;
    visit.click("Refund").await;
    until("the refund is made", async || world.sandbox.ledger().iter().any(|entry| entry.kind == "refund"))
        .await;
    world.settle().await;
    visit.open("/orders").await;
    visit.has("Refunded").await;
    // A month passes, and the card does not pay any more.
    visit.open(&world.sandbox.url()).await;
    visit.click("A month passes").await;
    visit.has("past_due").await;
    world.settle().await;
    world.mailed().await;
    visit.open(&format!("{}/mailbox", world.sandbox.url())).await;
    for subject in
        ["Your payment did not work", "Your refund for", "Your subscription is now Office", "Your order o_"]
    {
        visit.has(subject).await;
    }
    visit.browser.clone().close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_a_telephone_and_passes_axe() {
    let Some(driver) = Driver::start().await else { return };
    let world = World::start().await;
    let axe = std::env::var("AXE").ok().map(|path| std::fs::read_to_string(path).unwrap());
    if axe.is_none() {
        println!("skipped: axe-core (set AXE)");
    }
    let shots = std::env::var_os("SCREENSHOTS").map(PathBuf::from);
    let visit = Visit { browser: driver.browser().await, world: &world, axe, shots };
    visit.open("/").await;
    visit.check("1-products").await;
    visit.open("/signin").await;
    visit.check("signin").await;
    visit.sign_in("Ada Lovelace").await;
    visit.open("/").await;
    visit.click("Add to cart").await;
    visit.has("Your cart").await;
    visit.check("2-cart").await;
    visit.click("Pay").await;
    visit.has("Your order").await;
    visit.check("3-payment").await;
    visit.pay("4242424242424242").await;
    visit.has("Thank you!").await;
    visit.check("4-thanks").await;
    visit.open("/").await;
    visit.click("Subscribe to Home").await;
    visit.pay("4000000000000341").await;
    visit.has("Thank you!").await;
    world.settle().await;
    visit.open("/subscription/change?plan=office").await;
    visit.check("5-preview").await;
    let subscription = world.sandbox.objects("subscription")[0]["id"].as_str().unwrap().to_owned();
    world.sandbox.renew(&subscription).unwrap();
    world.settle().await;
    world.mailed().await;
    for path in ["/subscription", "/orders", "/account", "/cart?expired=1", "/admin/mails", "/no/such/page"] {
        visit.open(path).await;
        visit.check(path.trim_matches('/').replace(['/', '?', '='], "-").as_str()).await;
    }
    visit.open("/orders").await;
    visit.click("o_").await;
    visit.has("State: Paid").await;
    visit.check("order").await;
    visit.open("/admin").await;
    visit.check("6-admin").await;
    for page in ["", "/mailbox"] {
        visit.open(&format!("{}{page}", world.sandbox.url())).await;
        visit.check(&format!("sandbox{}", page.replace('/', "-"))).await;
    }
    visit.open("/subscription").await;
    visit.click("billing portal").await;
    visit.has("Use another card").await;
    visit.check("portal").await;
    visit.browser.clone().close().await.unwrap();
}
