//! Verification copies no body: what it allocates does not grow with it.

use allocation_counter::measure;
use stripe::webhooks::{Delivery, Unsigned, secrets, signer};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW: i64 = 1_767_225_822;

/// How many allocations, and of how many bytes, a verification makes.
fn allocated(length: usize) -> (u64, u64) {
    let body = format!(
        r#"{{"id":"evt_1","type":"a.b","note":"{}"}}"#,
        "x".repeat(length)
    );
    let signed = signer(SECRET)
        .unwrap()
        .sign(&Unsigned::new(body.as_bytes(), NOW))
        .unwrap();
    let secrets = secrets([SECRET]).unwrap();
    let delivery = Delivery::new(&signed.headers, &signed.body).at(NOW);
    let counted = measure(|| assert!(secrets.verify(&delivery).is_ok()));
    (counted.count_total, counted.bytes_total)
}

#[test]
fn allocations_do_not_grow_with_the_body() {
    let small = allocated(10);
    assert!(small.0 > 0, "nothing is counted");
    assert_eq!(small, allocated(4_000));
    assert_eq!(small, allocated(4_000_000));
}
