//! Carts, and the way to Stripe's payment page.
//!
//! ```text
//! add → cart ── pay ──► session of (cart, revision) ──► Stripe ──► /return?session_id=…
//!         └─ changed, or the session has expired: the next revision
//! ```
//!
//! Invariants: ten clicks on "pay" make one session, because its idempotency key is the cart's revision. A cart that changes ends its
//! session first, so that nobody pays for what the cart was before. The cart is kept until it is paid.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use stripe::types::{
    AutomaticTaxParams, CheckoutLineItemParams, CheckoutPaymentIntentDataParams, CheckoutPriceDataParams,
    CheckoutProductDataParams, CheckoutSessionStatus, CreateCheckoutSessionParams,
    CreateCheckoutSessionParamsCustomerUpdate, CreateCustomerParams, Mode,
};

use crate::catalogue::{self, Money, money};
use crate::db::{Row, change};
use crate::pages::User;
use crate::{Error, Shop, new_id, now};

/// An order; one whose state is `cart` is not bought yet.
#[derive(Clone, Debug)]
pub struct Order {
    pub id: String,
    pub account: String,
    pub state: String,
    pub currency: String,
    pub revision: i64,
    pub session: String,
    pub payment_intent: String,
    pub discount: i64,
    pub tax: i64,
    pub total: i64,
    pub refunded: i64,
    pub disputed: bool,
    pub note: String,
    pub paid_at: i64,
    pub lines: Vec<Line>,
}

/// A line of an order.
#[derive(Clone, Debug)]
pub struct Line {
    pub product: String,
    pub name: String,
    pub quantity: i64,
    pub unit: i64,
}

/// Where a buyer goes.
pub enum Next {
    /// To Stripe's page.
    Pay(String),
    /// The session is paid already: to the page that says so.
    Paid(String),
    /// There is nothing to pay.
    Empty,
}

impl Order {
    /// An amount in the order's currency.
    pub fn money(&self, amount: impl Borrow<i64>) -> Money {
        money(*amount.borrow(), &self.currency)
    }

    /// What the lines cost together.
    pub fn subtotal(&self) -> i64 {
        self.lines.iter().map(|line| line.quantity * line.unit).sum()
    }

    /// What could still be given back.
    pub fn refundable(&self) -> i64 {
        self.total - self.refunded
    }

    /// Its state, for people.
    pub fn status(&self) -> &'static str {
        match self.state.as_str() {
            "cart" => "In the cart",
            "review" => "We are checking your payment",
            _ if self.disputed => "Disputed",
            _ if self.refunded > 0 && self.refundable() == 0 => "Refunded",
            _ if self.refunded > 0 => "Partly refunded",
            _ => "Paid",
        }
    }
}

/// A query for orders.
macro_rules! orders {
    ($rest:literal) => {
        concat!(
            "SELECT id, account, state, currency, revision, session, payment_intent, discount, tax, total, refunded, disputed, \
             note, paid_at FROM shop_orders WHERE ",
            $rest
        )
    };
}

impl Shop {
    /// An order by its id.
    pub async fn order(&self, id: &str) -> Result<Option<Order>, Error> {
        let row = self.db.one(orders!("id = $1"), [id.into()]).await?;
        self.with_lines(row).await
    }

    /// The cart of an account.
    pub async fn cart(&self, account: &str) -> Result<Option<Order>, Error> {
        let row = self.db.one(orders!("account = $1 AND state = 'cart'"), [account.into()]).await?;
        self.with_lines(row).await
    }

    /// The orders that are bought, the newest first: of an account, or of all.
    pub async fn orders(&self, account: Option<&str>) -> Result<Vec<Order>, Error> {
        let sql =
            orders!("(account = $1 OR $1 = '') AND state <> 'cart' ORDER BY paid_at DESC, id LIMIT 200");
        let mut orders = Vec::new();
        for row in self.db.query(sql, [account.unwrap_or_default().into()]).await? {
            orders.extend(self.with_lines(Some(row)).await?);
        }
        Ok(orders)
    }

    async fn with_lines(&self, row: Option<Row>) -> Result<Option<Order>, Error> {
        let Some(mut row) = row else { return Ok(None) };
        let mut order = Order {
            id: row.text(),
            account: row.text(),
            state: row.text(),
            currency: row.text(),
            revision: row.int(),
            session: row.text(),
            payment_intent: row.text(),
            discount: row.int(),
            tax: row.int(),
            total: row.int(),
            refunded: row.int(),
            disputed: row.int() != 0,
            note: row.text(),
            paid_at: row.int(),
            lines: Vec::new(),
        };
        let sql = "SELECT product, quantity, unit FROM shop_lines WHERE order_id = $1 ORDER BY product";
        for mut row in self.db.query(sql, [(&order.id).into()]).await? {
            let product = row.text();
            let name = catalogue::product(&product).map_or(product.as_str(), |it| it.name).to_owned();
            order.lines.push(Line { name, product, quantity: row.int(), unit: row.int() });
        }
        Ok(Some(order))
    }

    /// Puts a product into the cart. A cart has one currency: another one empties it.
    pub async fn add(&self, account: &str, product: &str, currency: &str) -> Result<(), Error> {
        let product = catalogue::product(product).ok_or("there is no such product")?;
        let currency = catalogue::currency(currency);
        self.reopen(account).await?;
        let begin = "INSERT INTO shop_orders (id, account, state, currency, created) VALUES ($1, $2, 'cart', $3, $4) ON CONFLICT DO NOTHING";
        let empty = "DELETE FROM shop_lines WHERE order_id = (SELECT id FROM shop_orders WHERE account = $1 AND state = 'cart' AND currency <> $2)";
        let choose = "UPDATE shop_orders SET currency = $2, revision = revision + 1, session = '' WHERE account = $1 AND state = 'cart'";
        let line = "INSERT INTO shop_lines (order_id, product, quantity, unit) \
                    SELECT id, $2, 1, $3 FROM shop_orders WHERE account = $1 AND state = 'cart' \
                    ON CONFLICT (order_id, product) DO UPDATE SET quantity = shop_lines.quantity + 1";
        let changes = vec![
            change(begin, [new_id("o")?.into(), account.into(), currency.into(), now().into()]),
            change(empty, [account.into(), currency.into()]),
            change(choose, [account.into(), currency.into()]),
            change(line, [account.into(), product.id.into(), product.amount.into()]),
        ];
        self.db.change(changes).await.map(drop)
    }

    /// Takes a product out of the cart.
    pub async fn remove(&self, account: &str, product: &str) -> Result<(), Error> {
        self.reopen(account).await?;
        let sql = "DELETE FROM shop_lines WHERE product = $2 AND order_id = (SELECT id FROM shop_orders WHERE account = $1 AND state = 'cart')";
        let next = "UPDATE shop_orders SET revision = revision + 1, session = '' WHERE account = $1 AND state = 'cart'";
        let changes = vec![change(sql, [account.into(), product.into()]), change(next, [account.into()])];
        self.db.change(changes).await.map(drop)
    }

    /// Ends the session of a cart that is about to change.
    async fn reopen(&self, account: &str) -> Result<(), Error> {
        let Some(cart) = self.cart(account).await?.filter(|cart| !cart.session.is_empty()) else {
            return Ok(());
        };
        if let Err(error) = self.stripe.expire_checkout_session(&cart.session, None).await {
            // It may have expired, or be paid: then the cart becomes an order, and this one begins a new one.
            let session = self.stripe.retrieve_checkout_session(&cart.session).await?;
            match session.status {
                Some(CheckoutSessionStatus::Expired) => {}
                Some(CheckoutSessionStatus::Complete) => {
                    return self.fulfil(&cart.session).await.map(drop);
                }
                _ => return Err(error.into()),
            }
        }
        self.next_revision(&cart).await
    }

    async fn next_revision(&self, cart: &Order) -> Result<(), Error> {
        let sql = "UPDATE shop_orders SET revision = revision + 1, session = '' WHERE id = $1 AND revision = $2 AND state = 'cart'";
        self.db.change(vec![change(sql, [(&cart.id).into(), cart.revision.into()])]).await.map(drop)
    }

    /// The payment page of the cart: the one that is open, or a new one.
    pub async fn pay(&self, user: &User) -> Result<Next, Error> {
        // The second time, the session that was there has expired.
        for _ in 0..2 {
            let Some(cart) = self.cart(&user.account).await?.filter(|cart| !cart.lines.is_empty()) else {
                return Ok(Next::Empty);
            };
            if cart.session.is_empty() {
                return self.new_session(user, &cart).await;
            }
            let session = self.stripe.retrieve_checkout_session(&cart.session).await?;
            match (session.status, session.url) {
                (Some(CheckoutSessionStatus::Open), Some(url)) => return Ok(Next::Pay(url)),
                (Some(CheckoutSessionStatus::Complete), _) => return Ok(Next::Paid(cart.session)),
                _ => self.next_revision(&cart).await?,
            }
        }
        Err("the payment page cannot be opened".into())
    }

    async fn new_session(&self, user: &User, cart: &Order) -> Result<Next, Error> {
        let line = |line: &Line| CheckoutLineItemParams {
            price_data: Some(CheckoutPriceDataParams {
                product_data: Some(CheckoutProductDataParams::new(&line.name)),
                tax_behavior: Some("exclusive".into()),
                unit_amount: Some(line.unit),
                ..CheckoutPriceDataParams::new(&cart.currency)
            }),
            quantity: Some(line.quantity),
            ..Default::default()
        };
        let about = BTreeMap::from([
            ("order".to_owned(), cart.id.clone()),
            ("account".to_owned(), cart.account.clone()),
        ]);
        let params = CreateCheckoutSessionParams {
            mode: Some(Mode::Payment),
            line_items: Some(cart.lines.iter().map(line).collect()),
            client_reference_id: Some(cart.id.clone()),
            payment_intent_data: Some(CheckoutPaymentIntentDataParams {
                metadata: Some(about.clone()),
                ..Default::default()
            }),
            metadata: Some(about),
            ..self.session(user, "/cart?left=1").await?
        };
        let key = format!("checkout/{}/{}", cart.id, cart.revision);
        let session = self.stripe.create_checkout_session(&params).idempotency_key(&key).await?;
        let sql = "UPDATE shop_orders SET session = $3 WHERE id = $1 AND revision = $2 AND state = 'cart'";
        self.db
            .change(vec![change(sql, [(&cart.id).into(), cart.revision.into(), (&session.id).into()])])
            .await?;
        Ok(session.url.map_or(Next::Paid(session.id), Next::Pay))
    }

    /// What all of the shop's sessions have.
    pub async fn session(&self, user: &User, cancel: &str) -> Result<CreateCheckoutSessionParams, Error> {
        Ok(CreateCheckoutSessionParams {
            customer: Some(self.customer(user).await?),
            customer_update: Some(CreateCheckoutSessionParamsCustomerUpdate {
                address: Some("auto".into()),
                ..Default::default()
            }),
            automatic_tax: Some(AutomaticTaxParams::new(true)),
            allow_promotion_codes: Some(true),
            cancel_url: Some(format!("{}{cancel}", self.url)),
            ..CreateCheckoutSessionParams::new(format!(
                "{}/return?session_id={{CHECKOUT_SESSION_ID}}",
                self.url
            ))
        })
    }

    /// Stripe's customer of an account.
    pub async fn customer(&self, user: &User) -> Result<String, Error> {
        let sql = "SELECT customer FROM shop_customers WHERE account = $1";
        if let Some(mut row) = self.db.one(sql, [(&user.account).into()]).await? {
            return Ok(row.text());
        }
        let params = CreateCustomerParams {
            email: Some(user.email.clone()),
            metadata: BTreeMap::from([("account".to_owned(), user.account.clone())]).into(),
            ..Default::default()
        };
        let key = format!("customer/{}", user.account);
        let customer = self.stripe.create_customer(Some(&params)).idempotency_key(&key).await?.id;
        let insert = "INSERT INTO shop_customers (account, customer) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.db.change(vec![change(insert, [(&user.account).into(), (&customer).into()])]).await?;
        Ok(customer)
    }
}
