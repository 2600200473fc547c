//! Tells the program which revision it was built from, where that is known, and when scenarios change.

fn main() {
    println!("cargo::rerun-if-changed=src/build.rs");
    // The shipped scenarios are inside the program: a new one must get there too.
    println!("cargo::rerun-if-changed=scenarios");
    println!("cargo::rerun-if-changed=.git/HEAD");
    println!("cargo::rerun-if-changed=.git/logs/HEAD");
    if !std::path::Path::new(".git").exists() {
        return;
    }
    let revision = std::process::Command::new("git")
        .args(["rev-parse", "HEAD"])
        .output()
        .ok()
        .filter(|output| output.status.success())
        .and_then(|output| String::from_utf8(output.stdout).ok());
    if let Some(revision) = revision {
        println!("cargo::rustc-env=LANDFALL_REVISION={}", revision.trim());
    }
}
