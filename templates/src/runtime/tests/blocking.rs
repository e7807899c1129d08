//! Calls from code that is not `async`.

use super::*;

static API: Api = Api::new("test", "https://api.example.com");

fn core() -> ClientInner {
    Builder::<ClientInner>::new(&API, Auth::none())
        .transport(|request: http::Request<Body>| {
            let path = request.uri().path().to_owned();
            assert_ne!(path, "/panic");
            Ok(http::Response::new(Body::from(path)))
        })
        .build()
}

fn get(core: &ClientInner, path: &'static str) -> Call<String> {
    Call::new(core.clone(), Operation::new("GET", path, text))
}

#[test]
fn a_call_is_waited_for() {
    let (core, blocking) = (core(), Blocking::new().unwrap());
    assert_eq!(blocking.wait(get(&core, "/a")).unwrap(), "/a");
    let response = blocking.wait(get(&core, "/b").send_raw()).unwrap();
    assert_eq!(&response.body()[..], b"/b");
}

#[test]
fn threads_wait_side_by_side_and_a_clone_keeps_the_thread() {
    let (core, blocking) = (core(), Blocking::new().unwrap());
    let others: Vec<_> = (0..4)
        .map(|_| {
            let (core, blocking) = (core.clone(), blocking.clone());
            std::thread::spawn(move || blocking.wait(get(&core, "/a")).unwrap())
        })
        .collect();
    drop(blocking);
    for other in others {
        assert_eq!(other.join().unwrap(), "/a");
    }
}

#[tokio::test]
async fn waiting_inside_of_async_code_is_no_panic() {
    let blocking = Blocking::new().unwrap();
    assert_eq!(blocking.wait(get(&core(), "/a")).unwrap(), "/a");
}

#[test]
fn a_panic_of_the_users_transport_is_an_error() {
    let blocking = Blocking::new().unwrap();
    let error = blocking.wait(get(&core(), "/panic")).unwrap_err();
    assert_eq!(
        (error.kind(), error.was_sent()),
        (ErrorKind::Transport, true)
    );
    assert_eq!(blocking.wait(get(&core(), "/a")).unwrap(), "/a");
}
