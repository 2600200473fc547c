//! Pictures in Chinese with the fonts of this system; without one the test says loudly that it is skipped.

use landfall::kernel::language::Language;
use landfall::report::{Looks, plots};

#[test]
fn pictures_in_chinese_are_drawn_as_png_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("manifest.json"), "{}").unwrap();
    let looks = Looks {
        maps: Vec::new(),
        language: Language::Chinese,
        font: None,
    };
    let drawn = plots::draw(folder.path(), &looks).unwrap();
    let is_png = |file: &std::path::PathBuf| file.extension().is_some_and(|end| end == "png");
    let files = || drawn.figures.iter().flat_map(|figure| &figure.files);
    assert!(!drawn.figures.is_empty());
    if drawn.notes.is_empty() {
        assert_eq!(
            files().filter(|file| is_png(file)).count(),
            drawn.figures.len()
        );
    } else {
        assert!(!files().any(is_png));
        eprintln!(
            "SKIPPED: no font with Chinese letters, so no PNG: {}",
            drawn.notes[0]
        );
    }
}
