//! Pages: plain forms and links, rendered on the server, without JavaScript.
//!
//! Invariants: what a page shows of a payment comes from Stripe or from the books, never from its own address. A form changes something
//! only with a session that comes from this site (the sign-in checks `Origin`).

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Form, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next as Rest, from_fn};
use axum::response::{Html, IntoResponse, Json, Redirect, Response};
use axum::routing::{get, post};
use fetchwright_inbox::Inbox;
use fetchwright_signin::{Refused, Session};
use serde::Deserialize;
use serde_json::json;

use crate::catalogue::{self, CURRENCIES, Money, PLANS, PRODUCTS, Plan, Product, money};
use crate::checkout::{Next, Order};
use crate::explain::Problem;
use crate::fulfil::Payment;
use crate::subscriptions::{Preview, Subscription};
use crate::{Error, Shop, admin, now};

/// What every handler gets.
pub type Shared = State<Arc<Shop>>;
/// A page, or a page that explains.
pub type Page = Result<Response, Failed>;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct User {
    pub account: String,
    pub email: String,
    pub is_admin: bool,
}

/// A problem, and the frame around it.
pub struct Failed(pub Problem);

impl<E: Into<Error>> From<E> for Failed {
    fn from(error: E) -> Failed {
        Failed(error.into().into())
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let page = ProblemPage { frame: Frame::default(), problem: &self.0 };
        match page.render() {
            Ok(html) => (self.0.status, Html(html)).into_response(),
            Err(_) => self.0.status.into_response(),
        }
    }
}

/// What all pages have.
#[derive(Default)]
pub struct Frame {
    pub user: Option<User>,
    pub sandbox: Option<String>,
}

impl Shop {
    /// The frame of a page for somebody.
    pub fn frame(&self, user: Option<User>) -> Frame {
        Frame { user, sandbox: self.sandbox.clone() }
    }

    async fn user(&self, session: Session) -> Result<User, Error> {
        let email = self.email(&session.user).await?;
        let is_admin = self.admins.contains(&email);
        Ok(User { account: session.user, email, is_admin })
    }
}

/// Renders a page.
pub fn show(page: &impl Template) -> Page {
    Ok(Html(page.render()?).into_response())
}

impl FromRequestParts<Arc<Shop>> for User {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<User, Response> {
        let session = shop
            .signin
            .session(&parts.method, &parts.headers)
            .map_err(|refused| sign_in_first(parts, refused))?;
        shop.user(session).await.map_err(|error| Failed::from(error).into_response())
    }
}

/// An app gets an error that asks for a token; a person signs in, and returns to the page.
fn sign_in_first(parts: &Parts, refused: Refused) -> Response {
    let page = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let is_app = parts.headers.contains_key(header::AUTHORIZATION) || parts.uri.path().starts_with("/api/");
    if is_app || matches!(refused, Refused::CrossSite) {
        return refused.into_response();
    }
    let to = if parts.method.is_safe() { page } else { "/" };
    let query: String = form_urlencoded(to);
    match refused {
        Refused::Missing => Redirect::to(&format!("/signin?return_to={query}")).into_response(),
        // The session has ended; the browser may still have a refresh token.
        _ => Redirect::to(&format!("/signin/refresh?return_to={query}")).into_response(),
    }
}

/// A path as the value of a parameter.
fn form_urlencoded(path: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Somebody who may be signed in.
pub struct Visitor(Option<User>);

impl FromRequestParts<Arc<Shop>> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<Visitor, Response> {
        match shop.signin.session(&parts.method, &parts.headers) {
            Ok(session) => shop
                .user(session)
                .await
                .map(|user| Visitor(Some(user)))
                .map_err(|error| Failed::from(error).into_response()),
            Err(_) => Ok(Visitor(None)),
        }
    }
}

/// All pages.
pub fn router(shop: &Arc<Shop>, inbox: &Inbox) -> Router {
    let pages = Router::new()
        .route("/", get(home))
        .route("/style.css", get(style))
        .route("/cart", get(cart).post(add))
        .route("/cart/remove", post(remove))
        .route("/pay", post(pay))
        .route("/return", get(paid))
        .route("/orders", get(orders))
        .route("/orders/{id}", get(order))
        .route("/subscribe", post(subscribe))
        .route("/subscription", get(subscription))
        .route("/subscription/change", get(preview).post(change))
        .route("/subscription/cancel", post(cancel))
        .route("/subscription/resume", post(resume))
        .route("/portal", post(portal))
        .route("/account", get(account))
        .route("/api/orders", get(api_orders))
        .merge(admin::router(shop, inbox))
        .with_state(Arc::clone(shop));
    pages
        .fallback(async || Failed(Problem::not_found()))
        .merge(shop.signin.router())
        .nest("/webhooks", inbox.router())
        .layer(from_fn(headers))
}

/// No frame, no guessing of types, nothing from elsewhere.
async fn headers(request: axum::extract::Request, rest: Rest) -> Response {
    let mut response = rest.run(request).await;
    let set = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in set {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_static(
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    response
}

async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css"), (header::CACHE_CONTROL, "max-age=300")],
        include_str!("../templates/style.css"),
    )
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'p> {
    frame: Frame,
    problem: &'p Problem,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    products: &'static [Product],
    plans: &'static [Plan],
    currency: &'static str,
    currencies: &'static [&'static str],
}

impl Home {
    fn money(&self, amount: &i64) -> Money {
        money(*amount, self.currency)
    }
}

/// The currency of the first page.
#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    currency: String,
}

async fn home(State(shop): Shared, visitor: Visitor, Query(choice): Query<Choice>) -> Page {
    let currency = catalogue::currency(&choice.currency);
    show(&Home {
        frame: shop.frame(visitor.0),
        products: PRODUCTS,
        plans: PLANS,
        currency,
        currencies: CURRENCIES,
    })
}

#[derive(Template)]
#[template(path = "cart.html")]
struct CartPage {
    frame: Frame,
    cart: Option<Order>,
    left: bool,
    expired: bool,
}

/// Why somebody is back.
#[derive(Deserialize)]
struct Back {
    left: Option<String>,
    expired: Option<String>,
}

async fn cart(State(shop): Shared, user: User, Query(back): Query<Back>) -> Page {
    let cart = shop.cart(&user.account).await?.filter(|cart| !cart.lines.is_empty());
    show(&CartPage {
        frame: shop.frame(Some(user)),
        cart,
        left: back.left.is_some(),
        expired: back.expired.is_some(),
    })
}

/// A product and a currency.
#[derive(Deserialize)]
struct Wish {
    product: String,
    #[serde(default)]
    currency: String,
}

async fn add(State(shop): Shared, user: User, Form(wish): Form<Wish>) -> Page {
    shop.add(&user.account, &wish.product, &wish.currency).await?;
    Ok(Redirect::to("/cart").into_response())
}

async fn remove(State(shop): Shared, user: User, Form(wish): Form<Wish>) -> Page {
    shop.remove(&user.account, &wish.product).await?;
    Ok(Redirect::to("/cart").into_response())
}

async fn pay(State(shop): Shared, user: User) -> Page {
    Ok(go(shop.pay(&user).await?, "/cart"))
}

fn go(next: Next, empty: &str) -> Response {
    match next {
        Next::Pay(url) => Redirect::to(&url),
        Next::Paid(session) => Redirect::to(&format!("/return?session_id={session}")),
        Next::Empty => Redirect::to(empty),
    }
    .into_response()
}

#[derive(Template)]
#[template(path = "return.html")]
struct Returned {
    frame: Frame,
    payment: Payment,
    order: Option<Order>,
    subscription: Option<Subscription>,
}

/// What Stripe adds to the address.
#[derive(Deserialize)]
struct Back2 {
    #[serde(default)]
    session_id: String,
}

/// The buyer is back, before or after the event.
async fn paid(State(shop): Shared, user: User, Query(back): Query<Back2>) -> Page {
    let found = match shop.read_session(&back.session_id).await {
        Ok(found) if found.account == user.account => found,
        Ok(_) => return Err(Failed(Problem::not_found())),
        Err(error) if is_missing(&error) => return Err(Failed(Problem::not_found())),
        Err(error) => return Err(error.into()),
    };
    shop.db.change(found.changes).await?;
    if found.payment == Payment::Expired {
        return Ok(Redirect::to("/cart?expired=1").into_response());
    }
    let order = match &found.order {
        Some(id) => shop.order(id).await?,
        None => None,
    };
    let subscription = match found.order {
        Some(_) => None,
        None => shop.subscription(&user.account).await?,
    };
    show(&Returned { frame: shop.frame(Some(user)), payment: found.payment, order, subscription })
}

fn is_missing(error: &Error) -> bool {
    let stripe = error.downcast_ref::<stripe::Error>();
    stripe.is_some_and(|error| error.code() == Some("resource_missing"))
}

#[derive(Template)]
#[template(path = "orders.html")]
struct Orders {
    frame: Frame,
    orders: Vec<Order>,
}

async fn orders(State(shop): Shared, user: User) -> Page {
    let orders = shop.orders(Some(&user.account)).await?;
    show(&Orders { frame: shop.frame(Some(user)), orders })
}

#[derive(Template)]
#[template(path = "order.html")]
struct OrderPage {
    frame: Frame,
    order: Order,
}

async fn order(State(shop): Shared, user: User, Path(id): Path<String>) -> Page {
    let order = shop.order(&id).await?.filter(|order| order.account == user.account && order.state != "cart");
    let order = order.ok_or_else(|| Failed(Problem::not_found()))?;
    show(&OrderPage { frame: shop.frame(Some(user)), order })
}

/// The orders of an app's user, with the token of the sign-in.
async fn api_orders(State(shop): Shared, user: User) -> Result<Response, Failed> {
    let orders: Vec<serde_json::Value> = shop
        .orders(Some(&user.account))
        .await?
        .iter()
        .map(|order| json!({"id": order.id, "status": order.status(), "total": order.total, "refunded": order.refunded, "currency": order.currency}))
        .collect();
    Ok(Json(json!({"orders": orders})).into_response())
}

#[derive(Template)]
#[template(path = "subscription.html")]
struct SubscriptionPage {
    frame: Frame,
    subscription: Option<Subscription>,
    invoices: Vec<(String, Money, String)>,
    plans: &'static [Plan],
    left: bool,
}

async fn subscription(State(shop): Shared, user: User, Query(back): Query<Back>) -> Page {
    let sql = "SELECT number, amount, currency, url FROM shop_invoices WHERE account = $1 ORDER BY paid_at DESC, id LIMIT 50";
    let invoices = shop.db.query(sql, [(&user.account).into()]).await?;
    let invoices = invoices.into_iter().map(|mut row| {
        let (number, amount, currency) = (row.text(), row.int(), row.text());
        (number, money(amount, &currency), row.text())
    });
    let subscription = shop.subscription(&user.account).await?;
    show(&SubscriptionPage {
        frame: shop.frame(Some(user)),
        subscription,
        invoices: invoices.collect(),
        plans: PLANS,
        left: back.left.is_some(),
    })
}

/// A plan, and the second of its preview.
#[derive(Deserialize)]
struct PlanForm {
    plan: String,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    at: i64,
}

fn wanted(form: &PlanForm) -> Result<&'static Plan, Failed> {
    catalogue::plan(&form.plan).ok_or_else(|| Failed(Problem::not_found()))
}

async fn subscribe(State(shop): Shared, user: User, Form(form): Form<PlanForm>) -> Page {
    if shop.subscription(&user.account).await?.is_some_and(|it| it.is_live()) {
        return Ok(Redirect::to(&format!("/subscription/change?plan={}", wanted(&form)?.id)).into_response());
    }
    Ok(go(shop.subscribe(&user, wanted(&form)?, catalogue::currency(&form.currency)).await?, "/subscription"))
}

/// The subscription that is live, or the page that offers one.
async fn live(shop: &Shop, user: &User) -> Result<Subscription, Failed> {
    let found = shop.subscription(&user.account).await?.filter(Subscription::is_live);
    found.ok_or_else(|| {
        let text = "Choose a plan to begin with.";
        Failed(Problem::new(StatusCode::CONFLICT, "You have no subscription", text, ("/", "To the plans")))
    })
}

#[derive(Template)]
#[template(path = "preview.html")]
struct PreviewPage {
    frame: Frame,
    subscription: Subscription,
    preview: Preview,
    price: Money,
}

async fn preview(State(shop): Shared, user: User, Query(form): Query<PlanForm>) -> Page {
    let subscription = live(&shop, &user).await?;
    let plan = wanted(&form)?;
    if subscription.plan == plan.id {
        return Ok(Redirect::to("/subscription").into_response());
    }
    let preview = shop.preview(&subscription, plan, now()).await?;
    let price = money(plan.amount, &subscription.currency);
    show(&PreviewPage { frame: shop.frame(Some(user)), subscription, preview, price })
}

async fn change(State(shop): Shared, user: User, Form(form): Form<PlanForm>) -> Page {
    let subscription = live(&shop, &user).await?;
    // The preview holds for an hour; a time of one's own choice would change the price.
    if !(now() - 3_600..=now()).contains(&form.at) {
        return Ok(Redirect::to(&format!("/subscription/change?plan={}", wanted(&form)?.id)).into_response());
    }
    shop.change_plan(&subscription, wanted(&form)?, form.at).await?;
    Ok(Redirect::to("/subscription").into_response())
}

async fn cancel(State(shop): Shared, user: User) -> Page {
    shop.set_ends(&live(&shop, &user).await?, true).await?;
    Ok(Redirect::to("/subscription").into_response())
}

async fn resume(State(shop): Shared, user: User) -> Page {
    shop.set_ends(&live(&shop, &user).await?, false).await?;
    Ok(Redirect::to("/subscription").into_response())
}

async fn portal(State(shop): Shared, user: User) -> Page {
    let params = stripe::types::CreateBillingPortalSessionParams {
        return_url: Some(format!("{}/subscription", shop.url)),
        ..stripe::types::CreateBillingPortalSessionParams::new(shop.customer(&user).await?)
    };
    Ok(Redirect::to(&shop.stripe.create_billing_portal_session(&params).await?.url).into_response())
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    frame: Frame,
    connected: Vec<String>,
    others: Vec<&'static str>,
}

async fn account(State(shop): Shared, user: User) -> Page {
    let sql = "SELECT provider FROM signin_identity WHERE account = $1 ORDER BY provider";
    let connected: Vec<String> =
        shop.db.query(sql, [(&user.account).into()]).await?.into_iter().map(|mut row| row.text()).collect();
    let others =
        ["google", "github"].into_iter().filter(|it| !connected.iter().any(|known| known == it)).collect();
    show(&Account { frame: shop.frame(Some(user)), connected, others })
}
