//! Finds a font with Chinese letters and takes from it the one face that plots are set in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use plotters::prelude::FontStyle;
use plotters::style::register_font;
use ttf_parser::{Face, RawFace, Tag, fonts_in_collection, name_id};

/// A font file and the file of its bold face, empty where there is none.
pub(super) type Place = (&'static str, &'static str);

/// Where systems keep a font with Chinese letters, in the order in which they are tried.
pub(super) const PLACES: &[Place] = &[
    // Debian and Ubuntu: fonts-noto-cjk, fonts-wqy-microhei, fonts-wqy-zenhei.
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    ),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", ""),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", ""),
    // Arch, Alpine and Fedora.
    (
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    ),
    (
        "/usr/share/fonts/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto/NotoSansCJK-Bold.ttc",
    ),
    (
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
    ),
    (
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Bold.ttc",
    ),
    (
        "/usr/share/fonts/wenquanyi/wqy-microhei/wqy-microhei.ttc",
        "",
    ),
    ("/usr/share/fonts/wqy-microhei-fonts/wqy-microhei.ttc", ""),
    ("/usr/share/fonts/wqy-microhei/wqy-microhei.ttc", ""),
    // macOS.
    ("/System/Library/Fonts/PingFang.ttc", ""),
    ("/System/Library/Fonts/Hiragino Sans GB.ttc", ""),
    (
        "/System/Library/Fonts/STHeiti Light.ttc",
        "/System/Library/Fonts/STHeiti Medium.ttc",
    ),
    // Windows.
    (r"C:\Windows\Fonts\msyh.ttc", r"C:\Windows\Fonts\msyhbd.ttc"),
    (r"C:\Windows\Fonts\Deng.ttf", r"C:\Windows\Fonts\Dengb.ttf"),
    (r"C:\Windows\Fonts\simhei.ttf", ""),
];

/// Letters without which a font is of no use for Chinese.
const NEEDED: &str = "首谈制招商线索落地区，。；：（）、";
/// Weights of plain and bold letters.
const PLAIN: u16 = 400;
const BOLD: u16 = 700;

/// A face of a font: which letters it has and how they lie.
pub(super) struct Letters {
    face: Face<'static>,
}

impl Letters {
    /// The only face of a font file; nothing if it cannot be read.
    pub(super) fn of(font: &'static [u8]) -> Option<Self> {
        let face = Face::parse(font, 0).ok()?;
        Some(Self { face })
    }

    /// Whether the face has a letter.
    pub(super) fn has(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some()
    }

    /// The blank at a letter's left, in ems, which plotters' PNG text leaves out.
    pub(super) fn bearing(&self, letter: char) -> f64 {
        let glyph = self.face.glyph_index(letter);
        let bearing = glyph.and_then(|glyph| self.face.glyph_hor_side_bearing(glyph));
        f64::from(bearing.unwrap_or(0)) / f64::from(self.face.units_per_em())
    }

    /// How high the face is from descent to ascent, in ems.
    pub(super) fn height(&self) -> f64 {
        let height = f64::from(self.face.ascender()) - f64::from(self.face.descender());
        height / f64::from(self.face.units_per_em())
    }
}

/// A font with Chinese letters, as plotters knows it.
pub(super) struct Chinese {
    /// The file that it was read from.
    pub path: PathBuf,
    /// The name by which plotters knows it, which no other font has.
    pub family: &'static str,
    regular: Letters,
    bold: Letters,
}

impl Chinese {
    /// Its plain or its bold face.
    pub(super) const fn face(&self, bold: bool) -> &Letters {
        if bold { &self.bold } else { &self.regular }
    }
}

/// The first of the places that holds a font with Chinese letters.
pub(super) fn find(places: &[Place]) -> Option<&'static Chinese> {
    let existing = places.iter().filter(|(path, _)| Path::new(path).is_file());
    let mut found = existing.filter_map(|(path, bold)| load(Path::new(path), bold).ok());
    found.next()
}

/// The font of a file that was asked for.
///
/// # Errors
///
/// Why it cannot be used: it cannot be read, is no font, or has no Chinese letters.
pub(super) fn read(path: &Path) -> Result<&'static Chinese, String> {
    load(path, "")
}

/// Reads a font once; it then stays for as long as the program runs, as plotters wants it.
fn load(path: &Path, bold: &str) -> Result<&'static Chinese, String> {
    static LOADED: LazyLock<Mutex<BTreeMap<PathBuf, &'static Chinese>>> =
        LazyLock::new(Mutex::default);
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = loaded.get(path) {
        return Ok(known);
    }
    let font = fs::read(path).map_err(|e| e.to_string())?;
    let regular = face(&font, PLAIN)?;
    // A bold file that is missing or broken is no reason to go without: the plain face will do.
    let bold = fs::read(bold).ok().and_then(|font| face(&font, BOLD).ok());
    let bold = match bold {
        Some(bold) => bold,
        None => face(&font, BOLD)?,
    };
    let (regular, bold): (&[u8], &[u8]) = (regular.leak(), bold.leak());
    let family: &str = format!("Chinese letters of {}", path.display()).leak();
    let known = register_font(family, FontStyle::Normal, regular)
        .and_then(|()| register_font(family, FontStyle::Bold, bold));
    let faces = Letters::of(regular).zip(Letters::of(bold));
    let (Ok(()), Some((regular, bold))) = (known, faces) else {
        return Err("its outlines cannot be read".to_owned());
    };
    let font = &*Box::leak(Box::new(Chinese {
        path: path.to_owned(),
        family,
        regular,
        bold,
    }));
    loaded.insert(path.to_owned(), font);
    Ok(font)
}

/// The face of a font file that suits Simplified Chinese of a weight best, as a file of its own.
fn face(font: &[u8], weight: u16) -> Result<Vec<u8>, String> {
    let count = fonts_in_collection(font).unwrap_or(1);
    let faces: Vec<(u32, Face<'_>)> = (0..count)
        .filter_map(|index| Some((index, Face::parse(font, index).ok()?)))
        .collect();
    if faces.is_empty() {
        return Err("it is no font file (TrueType or OpenType)".to_owned());
    }
    let has_all = |face: &Face<'_>| NEEDED.chars().all(|c| face.glyph_index(c).is_some());
    let best = faces
        .into_iter()
        .filter(|(_, face)| has_all(face))
        .min_by_key(|(_, face)| rank(face, weight));
    let Some((index, _)) = best else {
        return Err("it has no letters for Simplified Chinese".to_owned());
    };
    if fonts_in_collection(font).is_none() {
        return Ok(font.to_vec());
    }
    alone(font, index).ok_or_else(|| "its tables cannot be read".to_owned())
}

/// How far a face is from what is wanted: the letter forms of the mainland, proportional, of a weight.
fn rank(face: &Face<'_>, weight: u16) -> (bool, bool, u16) {
    let families: Vec<String> = (face.names().into_iter())
        .filter(|name| [name_id::FAMILY, name_id::TYPOGRAPHIC_FAMILY].contains(&name.name_id))
        .filter_map(|name| name.to_string())
        .collect();
    let named = |word: &str| {
        families
            .iter()
            .any(|family| family.split(' ').any(|part| part == word))
    };
    let is_simplified = named("SC") || named("GB");
    let far = face.weight().to_number().abs_diff(weight);
    (!is_simplified, named("Mono"), far)
}

/// One face of a collection as a font file: its tables behind a directory of their own.
fn alone(collection: &[u8], index: u32) -> Option<Vec<u8>> {
    const HEAD: usize = 12;
    const ENTRY: usize = 16;
    let face = RawFace::parse(collection, index).ok()?;
    let is_cff =
        (face.table_records.into_iter()).any(|record| record.tag == Tag::from_bytes(b"CFF "));
    let count = face.table_records.len();
    let power = count.checked_ilog2()?;
    let search = 16_u16.checked_mul(1 << power)?;
    let mut font = Vec::new();
    font.extend_from_slice(if is_cff { b"OTTO" } else { &[0, 1, 0, 0] });
    for half in [
        count,
        search,
        u16::try_from(power).ok()?,
        (count * 16).checked_sub(search)?,
    ] {
        font.extend_from_slice(&half.to_be_bytes());
    }
    let mut tables = Vec::new();
    let begin = HEAD + ENTRY * usize::from(count);
    for record in face.table_records {
        let from = usize::try_from(record.offset).ok()?;
        let to = from.checked_add(usize::try_from(record.length).ok()?)?;
        let offset = u32::try_from(begin + tables.len()).ok()?;
        for word in [record.tag.0, record.check_sum, offset, record.length] {
            font.extend_from_slice(&word.to_be_bytes());
        }
        tables.extend_from_slice(collection.get(from..to)?);
        tables.resize(tables.len().next_multiple_of(4), 0);
    }
    font.append(&mut tables);
    Some(font)
}
