//! Panics that are caught: what was said, and where, without a word on the terminal.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

/// A panic that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caught {
    /// What it said.
    pub message: String,
    /// The file and the line; nothing if it came from another thread.
    pub place: Option<String>,
}

impl std::fmt::Display for Caught {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{} ({place})", self.message),
            None => write!(f, "{}", self.message),
        }
    }
}

thread_local! {
    /// How many works that are caught are under way on this thread, one in the other.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// Where the last of them panicked.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does a work; a panic in it becomes an error.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Caught> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| hear(panic, &usual)));
    });
    DEPTH.set(DEPTH.get() + 1);
    // What the work leaves half done is dropped with it.
    let result = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    result.map_err(|panic| Caught {
        message: said(&*panic),
        place: PLACE.take(),
    })
}

/// Notes where a panic is that will be caught; others are told as usual.
fn hear(panic: &PanicHookInfo<'_>, usual: &(dyn Fn(&PanicHookInfo<'_>) + Send + Sync)) {
    if DEPTH.get() == 0 {
        return usual(panic);
    }
    let place = panic.location().map(|place| {
        let file = place.file().replace('\\', "/");
        format!("{file}:{}", place.line())
    });
    PLACE.set(place);
}

/// What a panic said, if it said something.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_with_its_place_and_what_follows_goes_on() {
        let weeks = [1, 2];
        let outer = caught(|| {
            let inner = caught(|| weeks[weeks.len()]).unwrap_err();
            assert!(inner.message.contains("out of bounds"), "{inner}");
            let place = inner.place.unwrap();
            assert!(place.contains("src/batch/caught.rs:"), "{place}");
            panic!("week {}", weeks[0]);
        });
        let outer: Result<(), Caught> = outer;
        assert_eq!(outer.unwrap_err().message, "week 1");
        assert_eq!(caught(|| 7), Ok(7));
    }
}
