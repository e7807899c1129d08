//! Stripe over the wire.

use std::collections::BTreeMap;

use client_tests::{CANARY, Reply, Server, Wanted};
use serde_json::{Value, json};
use stripe::params::*;
use stripe::runtime::{ErrorKind, Method, Nullable, Retry};
use stripe::types::*;
use stripe::{Client, auth};

const AGENT: &str = "stripe";

async fn start(replies: impl IntoIterator<Item = Value>) -> (Server, Client) {
    let server = Server::start(
        replies
            .into_iter()
            .map(|json| Reply::json(200, json.to_string())),
    )
    .await
    .unwrap();
    let client = client(&server);
    (server, client)
}

fn client(server: &Server) -> Client {
    Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build()
}

/// Each `POST` has an idempotency key, even where the test says none.
fn wanted(line: &str) -> Wanted {
    let wanted = Wanted::new(AGENT, line)
        .bearer()
        .header("stripe-version", "2022-11-15");
    if line.starts_with("POST") {
        wanted.new_key()
    } else {
        wanted
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// The object with some fields in place of its own.
fn with(mut object: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        object[name] = value.clone();
    }
    object
}

fn list(url: &str, item: Value) -> Value {
    json!({ "object": "list", "url": url, "has_more": true, "data": [item] })
}

fn customer() -> Value {
    json!({
        "id": "cus_NffrFeUfNV2Hib", "object": "customer", "address": null, "balance": -5, "created": 1680893993,
        "currency": null, "default_source": null, "delinquent": false, "description": null, "discount": null,
        "email": "jennyrosen@example.com", "invoice_prefix": "0759376C", "invoice_settings": {
            "custom_fields": null, "default_payment_method": "pm_1", "footer": null, "rendering_options": null
        },
        "livemode": false, "metadata": { "order_id": "6735" }, "name": "Jenny Rosen", "next_invoice_sequence": 1,
        "phone": null, "preferred_locales": ["en", "de"], "shipping": null, "tax_exempt": "none", "test_clock": null
    })
}

fn session() -> Value {
    json!({
        "id": "cs_test_a11YYufWQzNY63zpQ6QSNRQhkUpVph4WRmzW0zWJO2znZKdVujZ0N0S22u", "object": "checkout.session",
        "after_expiration": null, "amount_subtotal": 2198, "amount_total": 2198,
        "automatic_tax": { "enabled": false, "status": null }, "cancel_url": null, "created": 1679600215,
        "currency": "usd", "custom_fields": [], "custom_text": { "shipping_address": null, "submit": null },
        "customer": null, "customer_creation": "if_required", "customer_details": null, "expires_at": 1679686615,
        "livemode": false, "locale": null, "metadata": {}, "mode": "payment", "payment_intent": null,
        "payment_method_types": ["card"], "payment_status": "unpaid", "shipping_options": [], "status": "open",
        "success_url": "https://example.com/success", "url": "https://checkout.stripe.com/c/pay/cs_test_a11YY"
    })
}

fn price() -> Value {
    json!({
        "id": "price_1", "object": "price", "active": true, "billing_scheme": "per_unit", "created": 1679431181,
        "currency": "usd", "custom_unit_amount": null, "livemode": false, "lookup_key": null, "metadata": {},
        "nickname": null, "product": "prod_NZKdYqrwEYx6iK", "recurring": {
            "aggregate_usage": null, "interval": "month", "interval_count": 1, "usage_type": "licensed"
        },
        "tax_behavior": "unspecified", "tiers_mode": null, "transform_quantity": null, "type": "recurring",
        "unit_amount": 1000, "unit_amount_decimal": "1000"
    })
}

fn product() -> Value {
    json!({
        "id": "prod_NWjs8kKbJWmuuc", "object": "product", "active": true, "created": 1678833149, "default_price": null,
        "description": null, "images": [], "livemode": false, "metadata": {}, "name": "Gold Plan",
        "package_dimensions": { "height": 1.0, "length": 2.5, "weight": 3, "width": 4.0 }, "shippable": null,
        "tax_code": null, "unit_label": null, "updated": 1678833149, "url": null
    })
}

fn subscription() -> Value {
    let item = json!({
        "id": "si_1", "object": "subscription_item", "billing_thresholds": null, "created": 1679609768, "metadata": {},
        "price": price(), "quantity": 1, "subscription": "sub_1", "tax_rates": []
    });
    json!({
        "id": "sub_1", "object": "subscription", "application_fee_percent": 2.5, "automatic_tax": { "enabled": true },
        "billing_cycle_anchor": 1679609767, "cancel_at": null, "cancel_at_period_end": false, "canceled_at": null,
        "collection_method": "charge_automatically", "created": 1679609767, "currency": "usd",
        "current_period_end": 1682288167, "customer": "cus_1", "items": list("/v1/subscription_items", item),
        "latest_invoice": "in_1", "livemode": false, "metadata": {}, "start_date": 1679609767, "status": "active",
        "trial_end": null
    })
}

fn intent() -> Value {
    json!({
        "id": "pi_1", "object": "payment_intent", "amount": 2000, "amount_received": 0, "capture_method": "automatic",
        "client_secret": "pi_1_secret_YrKJUKribcBjcG8HVhfZluoGH", "confirmation_method": "automatic",
        "created": 1680800504, "currency": "usd", "customer": null, "latest_charge": null, "livemode": false,
        "metadata": {}, "next_action": null, "payment_method": null, "payment_method_types": ["card", "link"],
        "status": "requires_payment_method"
    })
}

fn refund() -> Value {
    json!({
        "id": "re_1", "object": "refund", "amount": 1000, "balance_transaction": "txn_1", "charge": "ch_1",
        "created": 1692942318, "currency": "usd", "metadata": {}, "payment_intent": "pi_1", "reason": null,
        "status": "succeeded"
    })
}

fn tax_item() -> Value {
    json!({
        "id": "tax_li_1", "object": "tax.calculation_line_item", "amount": 1499, "amount_tax": 285, "livemode": false,
        "product": null, "quantity": 1, "reference": "Pepperoni Pizza", "tax_behavior": "exclusive",
        "tax_breakdown": null, "tax_code": "txcd_40060003"
    })
}

fn event() -> Value {
    json!({
        "id": "evt_1", "object": "event", "api_version": "2022-11-15", "created": 1686089970, "data": {
            "object": { "id": "seti_1", "object": "setup_intent", "usage": "off_session" },
            "previous_attributes": { "status": "new" }
        },
        "livemode": false, "pending_webhooks": 0, "request": { "id": null, "idempotency_key": null },
        "type": "setup_intent.created"
    })
}

#[tokio::test]
async fn a_checkout_session_is_made_from_a_nested_form() {
    let (server, client) = start([session()]).await;
    let item = CheckoutLineItemParams {
        price_data: Some(CheckoutPriceDataParams {
            unit_amount: Some(2198),
            product_data: Some(CheckoutProductDataParams {
                images: Some(vec!["https://example.com/t.png?a=1".to_owned()]),
                metadata: Some(pairs(&[("sku[0]", "a=b")])),
                ..CheckoutProductDataParams::new("T-shirt & socks (ü)")
            }),
            recurring: Some(RecurringIntervalParams {
                interval: Interval::Month,
                interval_count: Some(3),
            }),
            tax_behavior: Some(TaxBehavior::Exclusive),
            ..CheckoutPriceDataParams::new("usd")
        }),
        quantity: Some(1),
        adjustable_quantity: Some(CheckoutLineItemParamsAdjustableQuantity::new(false)),
        ..Default::default()
    };
    let second = CheckoutLineItemParams {
        price: some("price_1"),
        quantity: Some(2),
        ..Default::default()
    };
    let body = CreateCheckoutSessionParams {
        mode: Some(Mode::Subscription),
        line_items: Some(vec![item, second]),
        expand: Some(vec!["line_items".to_owned(), "customer".to_owned()]),
        metadata: Some(pairs(&[("cart", "c 1")])),
        payment_method_types: Some(vec!["card".into(), "sepa_debit".into()]),
        automatic_tax: Some(AutomaticTaxParams { enabled: true }),
        discounts: Some(Vec::new()),
        ..CreateCheckoutSessionParams::new(
            "https://example.com/success?session_id={CHECKOUT_SESSION_ID}",
        )
    };
    let session = client
        .create_checkout_session(&body)
        .idempotency_key("order-7")
        .await
        .unwrap();
    let body = [
        "success_url=https%3A%2F%2Fexample.com%2Fsuccess%3Fsession_id%3D%7BCHECKOUT_SESSION_ID%7D",
        "automatic_tax[enabled]=true",
        "expand[0]=line_items",
        "expand[1]=customer",
        "line_items[0][adjustable_quantity][enabled]=false",
        "line_items[0][price_data][currency]=usd",
        "line_items[0][price_data][product_data][name]=T-shirt%20%26%20socks%20%28%C3%BC%29",
        "line_items[0][price_data][product_data][images][0]=https%3A%2F%2Fexample.com%2Ft.png%3Fa%3D1",
        "line_items[0][price_data][product_data][metadata][sku[0]]=a%3Db",
        "line_items[0][price_data][recurring][interval]=month",
        "line_items[0][price_data][recurring][interval_count]=3",
        "line_items[0][price_data][tax_behavior]=exclusive",
        "line_items[0][price_data][unit_amount]=2198",
        "line_items[0][quantity]=1",
        "line_items[1][price]=price_1",
        "line_items[1][quantity]=2",
        "metadata[cart]=c%201",
        "mode=subscription",
        "payment_method_types[0]=card",
        "payment_method_types[1]=sepa_debit",
    ];
    let wanted = Wanted::new(AGENT, "POST /v1/checkout/sessions")
        .bearer()
        .header("stripe-version", "2022-11-15")
        .header("idempotency-key", "order-7");
    let wanted = wanted.form(&body.join("&"));
    assert_eq!(server.request(0), wanted);
    assert_eq!(
        session.id,
        "cs_test_a11YYufWQzNY63zpQ6QSNRQhkUpVph4WRmzW0zWJO2znZKdVujZ0N0S22u"
    );
    assert_eq!(session.status, Some(CheckoutSessionStatus::Open));
    assert_eq!(session.payment_status, CheckoutSessionPaymentStatus::Unpaid);
    assert_eq!(session.amount_total, Some(2198));
    assert_eq!(
        session.url.as_deref(),
        Some("https://checkout.stripe.com/c/pay/cs_test_a11YY")
    );
    assert!(session.payment_intent.is_none());
}

#[tokio::test]
async fn checkout_sessions_are_listed_and_their_items() {
    let item = json!({
        "id": "li_1", "object": "item", "amount_discount": 0, "amount_subtotal": 2198, "amount_tax": 0,
        "amount_total": 2198, "currency": "usd", "description": "T-shirt", "price": price(), "quantity": 1
    });
    let (server, client) = start([
        list("/v1/checkout/sessions", session()),
        list("/v1/checkout/sessions/cs_1/line_items", item),
    ])
    .await;
    let params = ListCheckoutSessionsParams {
        customer_details: Some(ListCheckoutSessionsCustomerDetails {
            email: "a+b@c.d".to_owned(),
        }),
        ending_before: some("cs_0"),
        expand: Some(vec!["data.payment_intent".to_owned()]),
        limit: Some(3),
        ..Default::default()
    };
    let page = client.list_checkout_sessions().with(&params).await.unwrap();
    assert!(page.has_more);
    assert_eq!(page.data[0].mode, Mode::Payment);
    let params = ListLineItemsParams {
        starting_after: some("li_0"),
        ..Default::default()
    };
    let items = client
        .list_checkout_session_line_items("cs_1")
        .with(&params)
        .await
        .unwrap();
    assert_eq!(
        items.data[0].price.as_ref().unwrap().unit_amount,
        Some(1000)
    );
    let line = "GET /v1/checkout/sessions?customer_details[email]=a%2Bb%40c.d&ending_before=cs_0&expand[0]=data.payment_intent&limit=3";
    assert_eq!(server.request(0), wanted(line));
    assert_eq!(
        server.request(1),
        wanted("GET /v1/checkout/sessions/cs_1/line_items?starting_after=li_0")
    );
}

#[tokio::test]
async fn a_checkout_session_is_read_with_what_is_expanded_and_what_is_not() {
    let fields = json!({ "customer": "cus_1", "payment_intent": with(intent(), json!({ "latest_charge": "ch_1" })) });
    let (server, client) = start([with(session(), fields)]).await;
    let params = ExpandParams {
        expand: Some(vec!["payment_intent".to_owned(), "line_items".to_owned()]),
    };
    let session = client
        .retrieve_checkout_session("cs_1")
        .with(&params)
        .await
        .unwrap();
    let line = "GET /v1/checkout/sessions/cs_1?expand[0]=payment_intent&expand[1]=line_items";
    assert_eq!(server.request(0), wanted(line));
    let customer = session.customer.unwrap();
    assert!(!customer.is_expanded());
    assert_eq!(customer.id().as_deref(), Some("cus_1"));
    let expanded = session.payment_intent.unwrap();
    assert!(expanded.is_expanded());
    assert_eq!(expanded.id().as_deref(), Some("pi_1"));
    let intent: PaymentIntent = expanded.decode().unwrap();
    assert_eq!(intent.status, PaymentIntentStatus::RequiresPaymentMethod);
    let charge = intent.latest_charge.unwrap();
    assert_eq!(charge.id().as_deref(), Some("ch_1"));
    let error = charge.decode().unwrap_err();
    assert_eq!(error.path(), "$");
    assert_eq!(error.expected(), "Charge");
}

#[tokio::test]
async fn a_checkout_session_is_expired() {
    let (server, client) =
        start([with(session(), json!({ "status": "expired", "url": null }))]).await;
    let body = ExpireCheckoutSessionParams {
        expand: Some(vec!["customer".to_owned()]),
    };
    let session = client
        .expire_checkout_session("cs_1", Some(&body))
        .await
        .unwrap();
    assert_eq!(
        server.request(0),
        wanted("POST /v1/checkout/sessions/cs_1/expire").form("expand[0]=customer")
    );
    assert_eq!(session.status, Some(CheckoutSessionStatus::Expired));
    assert_eq!(session.url, None);
}

#[tokio::test]
async fn a_customer_is_made_and_changed_and_fields_are_unset() {
    let (server, client) = start([customer(), customer()]).await;
    let address = AddressParams {
        country: some("DE"),
        line1: some("Straße 1"),
        ..Default::default()
    };
    let body = CreateCustomerParams {
        address: address.clone().into(),
        balance: Some(-5),
        email: some("jennyrosen@example.com"),
        metadata: pairs(&[("order_id", "6735")]).into(),
        shipping: CustomerShippingParams {
            address,
            name: "Jenny".to_owned(),
            phone: None,
        }
        .into(),
        tax_id_data: Some(vec![TaxIdParams {
            r#type: "eu_vat".into(),
            value: "DE123".to_owned(),
        }]),
        ..Default::default()
    };
    let customer = client.create_customer(Some(&body)).await.unwrap();
    let body = UpdateCustomerParams {
        address: Nullable::Null,
        description: some(""),
        metadata: Nullable::Null,
        shipping: Nullable::Absent,
        tax: Some(Tax {
            ip_address: Nullable::Null,
        }),
        tax_exempt: Some(TaxExempt::Empty),
        invoice_settings: Some(CustomerInvoiceSettingsParams {
            custom_fields: Nullable::Null,
            ..Default::default()
        }),
        ..Default::default()
    };
    client.update_customer("cus_1", Some(&body)).await.unwrap();
    let body = "address[country]=DE&address[line1]=Stra%C3%9Fe%201&balance=-5&email=jennyrosen%40example.com&metadata[order_id]=6735&shipping[address][country]=DE&shipping[address][line1]=Stra%C3%9Fe%201&shipping[name]=Jenny&tax_id_data[0][type]=eu_vat&tax_id_data[0][value]=DE123";
    assert_eq!(server.request(0), wanted("POST /v1/customers").form(body));
    let body = "address=&description=&invoice_settings[custom_fields]=&metadata=&tax[ip_address]=&tax_exempt=";
    assert_eq!(
        server.request(1),
        wanted("POST /v1/customers/cus_1").form(body)
    );
    assert_eq!(customer.id, "cus_NffrFeUfNV2Hib");
    assert_eq!(customer.balance, Some(-5));
    assert_eq!(customer.metadata.unwrap()["order_id"], "6735");
    assert_eq!(customer.preferred_locales.unwrap(), ["en", "de"]);
    assert_eq!(customer.tax_exempt, Some(CustomerTaxExempt::None));
}

#[tokio::test]
async fn customers_are_listed_by_time() {
    let (server, client) = start([
        list("/v1/customers", customer()),
        list("/v1/customers", customer()),
    ])
    .await;
    let range = CreatedObject {
        gte: Some(1_600_000_000),
        lt: Some(1_700_000_000),
        ..Default::default()
    };
    let params = ListCustomersParams {
        created: Some(Created::Object(range.into())),
        email: some("a b@c.d"),
        expand: Some(vec!["data.subscriptions".to_owned()]),
        limit: Some(100),
        ..Default::default()
    };
    let page = client.list_customers().with(&params).await.unwrap();
    assert_eq!(
        page.data[0].email.as_deref(),
        Some("jennyrosen@example.com")
    );
    let params = ListCustomersParams {
        created: Some(Created::Integer(5)),
        ..Default::default()
    };
    client
        .list_customers()
        .with(&params)
        .query("extra", "a&b")
        .await
        .unwrap();
    let line = "GET /v1/customers?created[gte]=1600000000&created[lt]=1700000000&email=a%20b%40c.d&expand[0]=data.subscriptions&limit=100";
    assert_eq!(server.request(0), wanted(line));
    assert_eq!(
        server.request(1),
        wanted("GET /v1/customers?created=5&extra=a%26b")
    );
}

#[tokio::test]
async fn a_customer_is_there_or_deleted() {
    let deleted = json!({ "id": "cus_1", "object": "customer", "deleted": true });
    let (server, client) = start([customer(), deleted.clone(), deleted]).await;
    let params = ExpandParams {
        expand: Some(vec!["subscriptions".to_owned()]),
    };
    let found = client
        .retrieve_customer("cus_1")
        .with(&params)
        .await
        .unwrap();
    let RetrieveCustomerResponse::Customer(found) = found else {
        panic!("{found:?}")
    };
    assert_eq!(found.name.as_deref(), Some("Jenny Rosen"));
    let gone = client.retrieve_customer("cus_1").await.unwrap();
    let RetrieveCustomerResponse::DeletedCustomer(gone) = gone else {
        panic!("{gone:?}")
    };
    assert_eq!(gone.id, "cus_1");
    assert_eq!(client.delete_customer("cus_1").await.unwrap().id, "cus_1");
    assert_eq!(
        server.request(0),
        wanted("GET /v1/customers/cus_1?expand[0]=subscriptions")
    );
    assert_eq!(server.request(1), wanted("GET /v1/customers/cus_1"));
    assert_eq!(server.request(2), wanted("DELETE /v1/customers/cus_1"));
}

#[tokio::test]
async fn a_portal_session_is_made_for_a_connected_account() {
    let answer = json!({
        "id": "bps_1", "object": "billing_portal.session", "configuration": "bpc_1", "created": 1680210639,
        "customer": "cus_1", "flow": null, "livemode": true, "locale": null, "on_behalf_of": null,
        "return_url": "https://example.com/account", "url": "https://billing.stripe.com/session/x"
    });
    let (server, client) = start([answer]).await;
    let flow = PortalFlowParams {
        subscription_cancel: Some(PortalFlowParamsSubscriptionCancel {
            subscription: "sub_1".to_owned(),
        }),
        ..PortalFlowParams::new(PortalFlowParamsType::SubscriptionCancel)
    };
    let body = CreateBillingPortalSessionParams {
        return_url: some("https://example.com/account"),
        flow_data: Some(flow),
        ..CreateBillingPortalSessionParams::new("cus_1")
    };
    let call = client
        .create_billing_portal_session(&body)
        .header("Stripe-Account", "acct_1");
    assert_eq!(
        call.await.unwrap().url,
        "https://billing.stripe.com/session/x"
    );
    let body = "customer=cus_1&flow_data[type]=subscription_cancel&flow_data[subscription_cancel][subscription]=sub_1&return_url=https%3A%2F%2Fexample.com%2Faccount";
    let wanted = wanted("POST /v1/billing_portal/sessions")
        .header("stripe-account", "acct_1")
        .form(body);
    assert_eq!(server.request(0), wanted);
}

#[tokio::test]
async fn products_are_made_listed_read_and_changed() {
    let expanded = with(product(), json!({ "default_price": price() }));
    let (server, client) = start([
        product(),
        list("/v1/products", product()),
        expanded,
        product(),
    ])
    .await;
    let body = CreateProductParams {
        package_dimensions: Some(PackageDimensionsParams {
            height: 1.0,
            length: 2.5,
            weight: 3.0,
            width: 4.0,
        }),
        default_price_data: Some(ProductPriceDataParams {
            unit_amount_decimal: some("0.5"),
            ..ProductPriceDataParams::new("usd")
        }),
        ..CreateProductParams::new("Gold Plan")
    };
    let made = client.create_product(&body).await.unwrap();
    assert_eq!(made.package_dimensions.unwrap().weight, 3.0);
    let params = ListProductsParams {
        active: Some(true),
        ids: Some(vec!["prod_1".to_owned(), "prod_2".to_owned()]),
        ..Default::default()
    };
    assert_eq!(
        client.list_products().with(&params).await.unwrap().data[0].name,
        "Gold Plan"
    );
    let params = ExpandParams {
        expand: Some(vec!["default_price".to_owned()]),
    };
    let found = client
        .retrieve_product("prod_1")
        .with(&params)
        .await
        .unwrap();
    let price: Price = found.default_price.unwrap().decode().unwrap();
    assert_eq!(price.recurring.unwrap().interval, Interval::Month);
    let body = UpdateProductParams {
        images: Nullable::Null,
        url: Nullable::Null,
        ..Default::default()
    };
    client.update_product("prod_1", Some(&body)).await.unwrap();
    let body = "name=Gold%20Plan&default_price_data[currency]=usd&default_price_data[unit_amount_decimal]=0.5&package_dimensions[height]=1&package_dimensions[length]=2.5&package_dimensions[weight]=3&package_dimensions[width]=4";
    assert_eq!(server.request(0), wanted("POST /v1/products").form(body));
    assert_eq!(
        server.request(1),
        wanted("GET /v1/products?active=true&ids[0]=prod_1&ids[1]=prod_2")
    );
    assert_eq!(
        server.request(2),
        wanted("GET /v1/products/prod_1?expand[0]=default_price")
    );
    assert_eq!(
        server.request(3),
        wanted("POST /v1/products/prod_1").form("images=&url=")
    );
}

#[tokio::test]
async fn prices_are_made_listed_and_read() {
    let expanded = with(price(), json!({ "product": product() }));
    let (server, client) = start([price(), list("/v1/prices", price()), expanded]).await;
    let tier = |up_to| PriceTierParams {
        unit_amount: Some(5),
        ..PriceTierParams::new(up_to)
    };
    let body = CreatePriceParams {
        billing_scheme: Some(BillingScheme::Tiered),
        product: some("prod_1"),
        tiers: Some(vec![tier(UpTo::Integer(10)), tier(UpTo::Inf(UpToInf::Inf))]),
        tiers_mode: Some(TiersMode::Graduated),
        ..CreatePriceParams::new("usd")
    };
    assert_eq!(
        client.create_price(&body).await.unwrap().r#type,
        PriceType::Recurring
    );
    let params = ListPricesParams {
        lookup_keys: Some(vec!["gold".to_owned()]),
        recurring: Some(ListPricesRecurring {
            interval: Some(Interval::Year),
            usage_type: Some(UsageType::Licensed),
        }),
        r#type: Some(ListPricesType::Recurring),
        ..Default::default()
    };
    let page = client.list_prices().with(&params).await.unwrap();
    assert_eq!(
        page.data[0].product.id().as_deref(),
        Some("prod_NZKdYqrwEYx6iK")
    );
    let found = client.retrieve_price("price_1").await.unwrap();
    assert_eq!(found.product.id().as_deref(), Some("prod_NWjs8kKbJWmuuc"));
    let product: Product = found.product.as_json().decode().unwrap();
    assert_eq!(product.name, "Gold Plan");
    let body = "currency=usd&billing_scheme=tiered&product=prod_1&tiers[0][up_to]=10&tiers[0][unit_amount]=5&tiers[1][up_to]=inf&tiers[1][unit_amount]=5&tiers_mode=graduated";
    assert_eq!(server.request(0), wanted("POST /v1/prices").form(body));
    let line = "GET /v1/prices?lookup_keys[0]=gold&recurring[interval]=year&recurring[usage_type]=licensed&type=recurring";
    assert_eq!(server.request(1), wanted(line));
    assert_eq!(server.request(2), wanted("GET /v1/prices/price_1"));
}

#[tokio::test]
async fn a_subscription_is_made_and_changed() {
    let (server, client) = start([subscription(), subscription()]).await;
    let item = SubscriptionItemParams {
        price: some("price_1"),
        tax_rates: Nullable::Null,
        ..Default::default()
    };
    let body = CreateSubscriptionParams {
        items: Some(vec![item]),
        application_fee_percent: Some(2.5),
        payment_behavior: Some(PaymentBehavior::DefaultIncomplete),
        trial_end: Some(TrialEnd::Integer(1_700_000_000)),
        ..CreateSubscriptionParams::new("cus_1")
    };
    let made = client.create_subscription(&body).await.unwrap();
    assert_eq!(made.status, SubscriptionStatus::Active);
    assert_eq!(
        made.items.data[0].price.unit_amount_decimal.as_deref(),
        Some("1000")
    );
    assert_eq!(made.application_fee_percent, Some(2.5));
    assert_eq!(made.latest_invoice.unwrap().id().as_deref(), Some("in_1"));
    let now = Now::Now;
    let body = UpdateSubscriptionParams {
        cancel_at: Nullable::Null,
        cancel_at_period_end: Some(true),
        items: Some(vec![SubscriptionItemUpdateParams {
            id: some("si_1"),
            deleted: Some(true),
            ..Default::default()
        }]),
        pause_collection: PauseCollectionParams {
            behavior: Behavior::Void,
            resumes_at: None,
        }
        .into(),
        trial_end: Some(TrialEnd::Now(now)),
        ..Default::default()
    };
    client
        .update_subscription("sub_1", Some(&body))
        .await
        .unwrap();
    let body = "customer=cus_1&application_fee_percent=2.5&items[0][price]=price_1&items[0][tax_rates]=&payment_behavior=default_incomplete&trial_end=1700000000";
    assert_eq!(
        server.request(0),
        wanted("POST /v1/subscriptions").form(body)
    );
    let body = "cancel_at=&cancel_at_period_end=true&items[0][deleted]=true&items[0][id]=si_1&pause_collection[behavior]=void&trial_end=now";
    assert_eq!(
        server.request(1),
        wanted("POST /v1/subscriptions/sub_1").form(body)
    );
}

#[tokio::test]
async fn subscriptions_are_listed_read_and_cancelled() {
    let canceled = with(
        subscription(),
        json!({ "status": "canceled", "ended_at": 1679609768 }),
    );
    let (server, client) = start([
        list("/v1/subscriptions", subscription()),
        subscription(),
        canceled,
    ])
    .await;
    let params = ListSubscriptionsParams {
        customer: some("cus_1"),
        current_period_end: Some(ListSubscriptionsCurrentPeriodEnd::Integer(7)),
        status: Some(ListSubscriptionsStatus::All),
        ..Default::default()
    };
    let page = client.list_subscriptions().with(&params).await.unwrap();
    assert_eq!(page.data[0].customer.id().as_deref(), Some("cus_1"));
    assert!(
        client
            .retrieve_subscription("sub_1")
            .await
            .unwrap()
            .automatic_tax
            .enabled
    );
    let details = CancellationDetailsParams {
        comment: some("too dear"),
        feedback: Some(CancellationDetailsParamsFeedback::OtherValue),
    };
    let body = CancelSubscriptionParams {
        cancellation_details: Some(details),
        prorate: Some(false),
        ..Default::default()
    };
    assert_eq!(
        client
            .cancel_subscription("sub_1", Some(&body))
            .await
            .unwrap()
            .ended_at,
        Some(1_679_609_768)
    );
    let line = "GET /v1/subscriptions?current_period_end=7&customer=cus_1&status=all";
    assert_eq!(server.request(0), wanted(line));
    assert_eq!(server.request(1), wanted("GET /v1/subscriptions/sub_1"));
    let body = "cancellation_details[comment]=too%20dear&cancellation_details[feedback]=other&prorate=false";
    assert_eq!(
        server.request(2),
        wanted("DELETE /v1/subscriptions/sub_1").form(body)
    );
}

#[tokio::test]
async fn an_upcoming_invoice_is_asked_for_with_objects_in_the_query() {
    let answer = json!({
        "object": "invoice", "amount_due": 1000, "amount_paid": 0, "amount_remaining": 1000, "amount_shipping": 0,
        "attempt_count": 0, "attempted": false, "automatic_tax": { "enabled": false },
        "collection_method": "charge_automatically", "created": 1680644467, "currency": "usd",
        "default_tax_rates": [], "lines": { "object": "list", "data": [], "has_more": false, "url": "/v1/x" },
        "livemode": false, "period_end": 2, "period_start": 1, "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0, "starting_balance": 0, "status": "draft", "status_transitions": {},
        "subtotal": 1000, "total": 1000
    });
    let (server, client) = start([answer]).await;
    let item = PreviewUpcomingInvoiceSubscriptionItem {
        price: some("price_1"),
        metadata: Some(PreviewUpcomingInvoiceMetadata::Map(pairs(&[("k", "v")]))),
        ..Default::default()
    };
    let empty = PreviewUpcomingInvoiceDiscountsText::Empty;
    let params = PreviewUpcomingInvoiceParams {
        customer: some("cus_1"),
        discounts: Some(PreviewUpcomingInvoiceDiscounts::Text(empty)),
        subscription_items: Some(vec![item]),
        subscription_trial_end: Some(PreviewUpcomingInvoiceSubscriptionTrialEnd::Integer(9)),
        ..Default::default()
    };
    let invoice = client
        .preview_upcoming_invoice()
        .with(&params)
        .await
        .unwrap();
    let line = "GET /v1/invoices/upcoming?customer=cus_1&discounts=&subscription_items[0][metadata][k]=v&subscription_items[0][price]=price_1&subscription_trial_end=9";
    assert_eq!(server.request(0), wanted(line));
    assert_eq!(
        (invoice.id, invoice.total, invoice.status),
        (None, 1000, Some(InvoiceStatus::Draft))
    );
}

#[tokio::test]
async fn a_payment_from_start_to_end() {
    let redirect = json!({
        "status": "requires_action", "next_action": {
            "type": "redirect_to_url", "redirect_to_url": { "url": "https://hooks.stripe.com/x", "return_url": null }
        }
    });
    let canceled = json!({ "status": "canceled", "cancellation_reason": "abandoned" });
    let (server, client) = start([
        intent(),
        intent(),
        with(intent(), redirect),
        with(intent(), canceled),
    ])
    .await;
    let body = CreatePaymentIntentParams {
        automatic_payment_methods: Some(CreatePaymentIntentParamsAutomaticPaymentMethods {
            enabled: true,
        }),
        off_session: Some(OffSession::Bool(true)),
        ..CreatePaymentIntentParams::new(2000, "usd")
    };
    assert_eq!(
        client.create_payment_intent(&body).await.unwrap().amount,
        2000
    );
    let params = RetrievePaymentIntentParams {
        client_secret: Some("pi_1_secret".into()),
        ..Default::default()
    };
    let found = client
        .retrieve_payment_intent("pi_1")
        .with(&params)
        .await
        .unwrap();
    assert_eq!(found.payment_method_types, ["card", "link"]);
    let accepted = CustomerAcceptance {
        online: Some(CustomerAcceptanceOnline {
            ip_address: "::1".to_owned(),
            user_agent: "M/5.0 (X)".to_owned(),
        }),
        ..CustomerAcceptance::new(CustomerAcceptanceType::Online)
    };
    let mandate = ConfirmPaymentIntentParamsMandateDataVariant1 {
        customer_acceptance: accepted,
    };
    let body = ConfirmPaymentIntentParams {
        mandate_data: Some(ConfirmPaymentIntentParamsMandateData::Variant1(
            mandate.into(),
        )),
        payment_method: some("pm_card_visa"),
        receipt_email: Nullable::Null,
        off_session: Some(OffSession::Text(OffSessionText::OneOff)),
        ..Default::default()
    };
    let action = client
        .confirm_payment_intent("pi_1", Some(&body))
        .await
        .unwrap()
        .next_action
        .unwrap();
    assert_eq!(
        action.redirect_to_url.unwrap().url.as_deref(),
        Some("https://hooks.stripe.com/x")
    );
    let reason = CancelPaymentIntentParamsCancellationReason::Abandoned;
    let body = CancelPaymentIntentParams {
        cancellation_reason: Some(reason),
        expand: None,
    };
    let canceled = client
        .cancel_payment_intent("pi_1", Some(&body))
        .await
        .unwrap();
    assert_eq!(
        canceled.cancellation_reason,
        Some(PaymentIntentCancellationReason::Abandoned)
    );
    let body = "amount=2000&currency=usd&automatic_payment_methods[enabled]=true&off_session=true";
    assert_eq!(
        server.request(0),
        wanted("POST /v1/payment_intents").form(body)
    );
    assert_eq!(
        server.request(1),
        wanted("GET /v1/payment_intents/pi_1?client_secret=pi_1_secret")
    );
    let body = "mandate_data[customer_acceptance][type]=online&mandate_data[customer_acceptance][online][ip_address]=%3A%3A1&mandate_data[customer_acceptance][online][user_agent]=M%2F5.0%20%28X%29&off_session=one_off&payment_method=pm_card_visa&receipt_email=";
    assert_eq!(
        server.request(2),
        wanted("POST /v1/payment_intents/pi_1/confirm").form(body)
    );
    let body = "cancellation_reason=abandoned";
    assert_eq!(
        server.request(3),
        wanted("POST /v1/payment_intents/pi_1/cancel").form(body)
    );
}

#[tokio::test]
async fn refunds_are_made_listed_and_read() {
    let expanded = with(refund(), json!({ "payment_intent": intent() }));
    let (server, client) = start([refund(), list("/v1/refunds", refund()), expanded]).await;
    let body = CreateRefundParams {
        payment_intent: some("pi_1"),
        amount: Some(1000),
        reason: Some(CreateRefundParamsReason::RequestedByCustomer),
        metadata: pairs(&[("", "empty"), ("a&b", "c")]).into(),
        ..Default::default()
    };
    assert_eq!(
        client
            .create_refund(Some(&body))
            .await
            .unwrap()
            .status
            .as_deref(),
        Some("succeeded")
    );
    let params = ListRefundsParams {
        payment_intent: some("pi_1"),
        limit: Some(1),
        ..Default::default()
    };
    assert_eq!(
        client.list_refunds().with(&params).await.unwrap().data[0].amount,
        1000
    );
    let found = client.retrieve_refund("re_1").await.unwrap();
    assert_eq!(found.charge.unwrap().id().as_deref(), Some("ch_1"));
    assert_eq!(found.payment_intent.unwrap().decode().unwrap().amount, 2000);
    let body = "amount=1000&metadata[]=empty&metadata[a%26b]=c&payment_intent=pi_1&reason=requested_by_customer";
    assert_eq!(server.request(0), wanted("POST /v1/refunds").form(body));
    assert_eq!(
        server.request(1),
        wanted("GET /v1/refunds?limit=1&payment_intent=pi_1")
    );
    assert_eq!(server.request(2), wanted("GET /v1/refunds/re_1"));
}

#[tokio::test]
async fn tax_is_calculated() {
    let answer = json!({
        "id": "taxcalc_1", "object": "tax.calculation", "amount_total": 1784, "currency": "usd", "customer": null,
        "customer_details": {
            "address": { "country": "IE", "line1": null }, "address_source": "shipping", "ip_address": null,
            "tax_ids": [{ "type": "eu_vat", "value": "IE1" }], "taxability_override": "none"
        },
        "expires_at": 1680903824, "livemode": false, "shipping_cost": null, "tax_amount_exclusive": 285,
        "tax_amount_inclusive": 0, "tax_breakdown": [], "tax_date": 1680644624
    });
    let (server, client) = start([
        answer,
        list("/v1/tax/calculations/taxcalc_1/line_items", tax_item()),
    ])
    .await;
    let body = CreateTaxCalculationParams {
        customer_details: Some(TaxCustomerDetailsParams {
            address: Some(TaxCustomerDetailsParamsAddress::new("IE")),
            address_source: Some(AddressSource::Shipping),
            ..Default::default()
        }),
        ..CreateTaxCalculationParams::new(
            "usd",
            vec![TaxLineItemParams {
                reference: some("L1"),
                ..TaxLineItemParams::new(1499)
            }],
        )
    };
    let tax = client.create_tax_calculation(&body).await.unwrap();
    assert_eq!(tax.tax_amount_exclusive, 285);
    assert_eq!(
        tax.customer_details.taxability_override,
        TaxabilityOverride::None
    );
    let params = ListLineItemsParams {
        limit: Some(10),
        ..Default::default()
    };
    let items = client
        .list_tax_calculation_line_items("taxcalc_1")
        .with(&params)
        .await
        .unwrap();
    assert_eq!(items.data[0].reference.as_deref(), Some("Pepperoni Pizza"));
    let body = "currency=usd&line_items[0][amount]=1499&line_items[0][reference]=L1&customer_details[address][country]=IE&customer_details[address_source]=shipping";
    assert_eq!(
        server.request(0),
        wanted("POST /v1/tax/calculations").form(body)
    );
    assert_eq!(
        server.request(1),
        wanted("GET /v1/tax/calculations/taxcalc_1/line_items?limit=10")
    );
}

#[tokio::test]
async fn events_are_listed_and_read() {
    let (server, client) = start([list("/v1/events", event()), event()]).await;
    let params = ListEventsParams {
        delivery_success: Some(false),
        types: Some(vec!["invoice.paid".to_owned(), "customer.*".to_owned()]),
        ..Default::default()
    };
    let page = client.list_events().with(&params).await.unwrap();
    assert_eq!(page.data[0].r#type, "setup_intent.created");
    let event = client.retrieve_event("evt_1").await.unwrap();
    assert_eq!(event.data.object["usage"].as_str(), r#""off_session""#);
    assert_eq!(
        event.data.previous_attributes.unwrap()["status"]
            .decode::<String>()
            .unwrap(),
        "new"
    );
    assert_eq!(event.request.unwrap().id, None);
    let line = "GET /v1/events?delivery_success=false&types[0]=invoice.paid&types[1]=customer.%2A";
    assert_eq!(server.request(0), wanted(line));
    assert_eq!(server.request(1), wanted("GET /v1/events/evt_1"));
}

#[tokio::test]
async fn an_error_has_code_message_request_and_its_typed_body() {
    let failed = with(
        intent(),
        json!({ "last_payment_error": { "type": "card_error", "code": "card_declined" } }),
    );
    let body = json!({ "error": {
        "charge": "ch_1", "code": "card_declined", "decline_code": "insufficient_funds",
        "doc_url": "https://stripe.com/docs/error-codes/card-declined",
        "message": "Your card has insufficient funds.", "param": "", "payment_intent": failed, "type": "card_error"
    } })
    .to_string();
    let reply = Reply::json(402, body.clone())
        .header("Request-Id", "req_v4mmpRZFVnVF6V")
        .header("Stripe-Should-Retry", "false");
    let server = Server::start([reply]).await.unwrap();
    let error = client(&server)
        .confirm_payment_intent(
            "pi_1",
            Some(&ConfirmPaymentIntentParams {
                payment_method: some("pm_1"),
                ..Default::default()
            }),
        )
        .await
        .unwrap_err();
    assert_eq!(
        server.request(0),
        wanted("POST /v1/payment_intents/pi_1/confirm").form("payment_method=pm_1")
    );
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 402);
    assert_eq!(error.code(), Some("card_declined"));
    assert_eq!(error.message(), Some("Your card has insufficient funds."));
    assert_eq!(error.request_id(), Some("req_v4mmpRZFVnVF6V"));
    assert_eq!(error.headers().unwrap()["stripe-should-retry"], "false");
    assert_eq!(error.raw_body(), body.as_bytes());
    let line = "POST /v1/payment_intents/{intent}/confirm: 402 card_declined: Your card has insufficient funds. (request req_v4mmpRZFVnVF6V)";
    assert_eq!(error.to_string(), line);
    let typed = &error.body::<ErrorResponse>().unwrap().error;
    assert_eq!(typed.r#type, ApiErrorType::CardError);
    assert_eq!(typed.decline_code.as_deref(), Some("insufficient_funds"));
    assert_eq!(typed.param.as_deref(), Some(""));
    let intent = typed.payment_intent.as_ref().unwrap();
    assert_eq!(
        intent.last_payment_error.as_ref().unwrap().code.as_deref(),
        Some("card_declined")
    );
}

#[tokio::test]
async fn the_code_of_an_error_without_one_is_its_type() {
    let body = r#"{"error":{"message":"Invalid API Key provided: sk_test_****nary","type":"invalid_request_error"}}"#;
    let server = Server::start([Reply::json(401, body)]).await.unwrap();
    let error = client(&server).list_events().await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_request_error"));
    assert_eq!(
        error.to_string(),
        "GET /v1/events: 401 invalid_request_error: Invalid API Key provided: sk_test_****nary"
    );
    assert_eq!(
        error.body::<ErrorResponse>().unwrap().error.r#type,
        ApiErrorType::InvalidRequestError
    );
}

#[tokio::test]
async fn a_request_that_no_description_has() {
    let (server, client) = start([json!({ "object": "balance" })]).await;
    let call = client
        .fetch(Method::POST, "/v1/balance?a=b")
        .query("c", "d e")
        .json(&json!({ "x": null }));
    let response = call.await.unwrap();
    assert_eq!(
        server.request(0),
        wanted("POST /v1/balance?a=b&c=d%20e").json(r#"{"x":null}"#)
    );
    assert_eq!(&response.body()[..], br#"{"object":"balance"}"#);
    let error = client.fetch(Method::GET, "v1/balance").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_eq!(server.requests().len(), 1);
}
