//! What is sold, and how money is written.

use std::collections::BTreeMap;
use std::fmt;

use stripe::params::ListPricesParams;
use stripe::types::{CreatePriceParams, PriceProductDataParams, PriceRecurringParams};

use crate::Error;

/// Something that is bought once.
pub struct Product {
    pub id: &'static str,
    pub name: &'static str,
    pub text: &'static str,
    /// In cents, of euros and of dollars alike.
    pub amount: i64,
}

/// Something that is delivered every month.
pub struct Plan {
    pub id: &'static str,
    pub name: &'static str,
    pub text: &'static str,
    pub amount: i64,
}

/// The currencies in which one can pay.
pub const CURRENCIES: &[&str] = &["eur", "usd"];

/// All products.
pub const PRODUCTS: &[Product] = &[
    Product {
        id: "beans",
        name: "House beans, 1 kg",
        text: "Chocolate and hazelnut; roasted on Mondays.",
        amount: 2_400,
    },
    Product {
        id: "cups",
        name: "Two espresso cups",
        text: "Stoneware, 90 ml, made in Faenza.",
        amount: 1_800,
    },
    Product { id: "moka", name: "Moka pot", text: "Steel, for six cups, works on induction.", amount: 3_900 },
];

/// All plans, the smallest first.
pub const PLANS: &[Plan] = &[
    Plan { id: "home", name: "Home", text: "One bag of beans every month.", amount: 900 },
    Plan { id: "office", name: "Office", text: "Four bags of beans every month.", amount: 2_900 },
];

/// A product by its id.
pub fn product(id: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.id == id)
}

/// A plan by its id.
pub fn plan(id: &str) -> Option<&'static Plan> {
    PLANS.iter().find(|plan| plan.id == id)
}

/// A currency of the shop; euros for anything else.
pub fn currency(text: &str) -> &'static str {
    CURRENCIES.iter().find(|currency| **currency == text).copied().unwrap_or("eur")
}

/// An amount as people read it: `€18.00`.
#[derive(Clone, Debug)]
pub struct Money {
    amount: i64,
    currency: String,
}

/// An amount in the smallest unit of a currency.
pub fn money(amount: i64, currency: &str) -> Money {
    Money { amount, currency: currency.to_owned() }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.amount < 0 { "−" } else { "" };
        let symbol = match self.currency.as_str() {
            "eur" => "€".to_owned(),
            "usd" => "$".to_owned(),
            other => format!("{} ", other.to_uppercase()),
        };
        let amount = self.amount.unsigned_abs();
        write!(f, "{sign}{symbol}{}.{:02}", amount / 100, amount % 100)
    }
}

/// Stripe's price of each plan and currency, by its lookup key: `shop_home_eur`.
pub type Prices = BTreeMap<String, String>;

/// The lookup key of a plan's price.
pub fn lookup_key(plan: &str, currency: &str) -> String {
    format!("shop_{plan}_{currency}")
}

/// The plan of a lookup key.
pub fn plan_of(lookup_key: &str) -> Option<&'static Plan> {
    PLANS.iter().find(|plan| {
        lookup_key
            .strip_prefix("shop_")
            .and_then(|rest| rest.strip_prefix(plan.id))
            .is_some_and(|rest| rest.starts_with('_'))
    })
}

/// Finds the prices of all plans, and creates those that are missing.
pub async fn prices(stripe: &stripe::Client) -> Result<Prices, Error> {
    let wanted: Vec<(&Plan, &str)> =
        PLANS.iter().flat_map(|plan| CURRENCIES.iter().map(move |currency| (plan, *currency))).collect();
    let keys = wanted.iter().map(|(plan, currency)| lookup_key(plan.id, currency)).collect();
    let params = ListPricesParams { lookup_keys: Some(keys), limit: Some(100), ..Default::default() };
    let known = stripe.list_prices().with(&params).await?.data;
    let mut prices: Prices =
        known.into_iter().filter_map(|price| Some((price.lookup_key?, price.id))).collect();
    for (plan, currency) in wanted {
        let key = lookup_key(plan.id, currency);
        if prices.contains_key(&key) {
            continue;
        }
        let price = CreatePriceParams {
            lookup_key: Some(key.clone()),
            nickname: Some(plan.name.to_owned()),
            product_data: Some(PriceProductDataParams::new(format!("Coffee subscription: {}", plan.name))),
            recurring: Some(PriceRecurringParams::new("month".into())),
            tax_behavior: Some("exclusive".into()),
            unit_amount: Some(plan.amount),
            ..CreatePriceParams::new(currency)
        };
        let created =
            stripe.create_price(&price).idempotency_key(&format!("price/{key}/{}", plan.amount)).await?;
        prices.insert(key, created.id);
    }
    Ok(prices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_people_read_it() {
        let written = [(1_800, "eur"), (-5, "usd"), (0, "eur"), (123_456, "chf")]
            .map(|(amount, currency)| money(amount, currency).to_string());
        assert_eq!(written, ["€18.00", "−$0.05", "€0.00", "CHF 1234.56"]);
    }

    #[test]
    fn a_lookup_key_tells_its_plan() {
        for plan in PLANS {
            assert_eq!(plan_of(&lookup_key(plan.id, "eur")).map(|it| it.id), Some(plan.id));
        }
        assert!(plan_of("shop_homes_eur").is_none() && plan_of("other").is_none());
    }
}
