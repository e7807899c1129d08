-- For SQLite and Postgres alike. Amounts are in the smallest unit of their currency, times in seconds since 1970.
CREATE TABLE IF NOT EXISTS shop_customers (account TEXT PRIMARY KEY, customer TEXT NOT NULL UNIQUE);

-- An order begins as the cart of an account, and moves to `paid` and no further; refunds and disputes are beside that.
CREATE TABLE IF NOT EXISTS shop_orders (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, state TEXT NOT NULL, currency TEXT NOT NULL, revision BIGINT NOT NULL DEFAULT 0,
    session TEXT NOT NULL DEFAULT '', payment_intent TEXT NOT NULL DEFAULT '', discount BIGINT NOT NULL DEFAULT 0,
    tax BIGINT NOT NULL DEFAULT 0, total BIGINT NOT NULL DEFAULT 0, refunded BIGINT NOT NULL DEFAULT 0,
    disputed BIGINT NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', created BIGINT NOT NULL, paid_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX IF NOT EXISTS shop_one_cart ON shop_orders (account) WHERE state = 'cart';
CREATE INDEX IF NOT EXISTS shop_orders_account ON shop_orders (account);
CREATE INDEX IF NOT EXISTS shop_orders_payment ON shop_orders (payment_intent);
CREATE TABLE IF NOT EXISTS shop_lines (
    order_id TEXT NOT NULL, product TEXT NOT NULL, quantity BIGINT NOT NULL, unit BIGINT NOT NULL, PRIMARY KEY (order_id, product)
);

-- The payment page of an account that subscribes.
CREATE TABLE IF NOT EXISTS shop_subscribing (account TEXT PRIMARY KEY, price TEXT NOT NULL, revision BIGINT NOT NULL, session TEXT NOT NULL);
-- A subscription as Stripe had it at `read_at`, in milliseconds. An older reading never replaces a newer one.
CREATE TABLE IF NOT EXISTS shop_subscriptions (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, item TEXT NOT NULL, plan TEXT NOT NULL, status TEXT NOT NULL, currency TEXT NOT NULL,
    amount BIGINT NOT NULL, period_end BIGINT NOT NULL, ends BIGINT NOT NULL, created BIGINT NOT NULL, read_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS shop_subscriptions_account ON shop_subscriptions (account);
CREATE TABLE IF NOT EXISTS shop_invoices (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, subscription TEXT NOT NULL, payment_intent TEXT NOT NULL, number TEXT NOT NULL,
    url TEXT NOT NULL, amount BIGINT NOT NULL, refunded BIGINT NOT NULL DEFAULT 0, currency TEXT NOT NULL, paid_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS shop_invoices_payment ON shop_invoices (payment_intent);

-- The outbox. A mail is stored in the transaction that makes it necessary; its key is Resend's idempotency key.
CREATE TABLE IF NOT EXISTS shop_mails (
    key TEXT PRIMARY KEY, batch TEXT NOT NULL DEFAULT '', recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
    html TEXT NOT NULL, attachment TEXT NOT NULL DEFAULT '', file TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'queued',
    attempts BIGINT NOT NULL DEFAULT 0, due BIGINT NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', created BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS shop_mails_due ON shop_mails (state, due);
-- Nobody here gets further mail.
CREATE TABLE IF NOT EXISTS shop_suppressed (address TEXT PRIMARY KEY, reason TEXT NOT NULL);
