//! Measures text and sets it on a backend: in Noto Sans, and in another font what that lacks.

use std::sync::{LazyLock, Once};

use plotters::coord::Shift;
use plotters::prelude::{
    DrawingArea, DrawingAreaErrorKind, DrawingBackend, FontDesc, FontFamily, FontStyle,
    FontTransform, TextStyle,
};
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::canvas::{Ink, Point, SCALE, colour, place};
use super::fonts::{Chinese, Letters};
use crate::kernel::language::Language;

/// The font families a viewer of the SVG tries in turn; the PNG takes Noto Sans under this name.
const FAMILY: &str = "Noto Sans, Arial, sans-serif";
/// The same in Chinese.
const CHINESE_FAMILY: &str = "Noto Sans, Noto Sans SC, Noto Sans CJK SC, PingFang SC, \
     Microsoft YaHei, WenQuanYi Micro Hei, sans-serif";
/// From the middle of a line of text down to its baseline, in ems.
const MIDDLE_TO_BASELINE: f64 = 0.36;
/// How a backend sets text.
#[derive(Clone, Copy)]
pub(super) enum Setting {
    /// Whole lines, in a family that the viewer finds.
    Svg(Language),
    /// Letter by letter, those that Noto Sans lacks in another font.
    Png(Option<&'static Chinese>),
}

/// How plotters measures type for the PNG: the font's ascent and descent together are its size.
const PNG_TYPE: TypeFit = TypeFit {
    size_per_em: 1.362,
    top_to_baseline: 0.681,
};
/// How plotters measures type for the SVG, in the same terms.
const SVG_TYPE: TypeFit = TypeFit {
    size_per_em: 1.24,
    top_to_baseline: 0.76,
};

/// On which side of its point a text lies.
#[derive(Clone, Copy)]
pub(super) enum Align {
    /// The text begins at the point.
    Left,
    /// The text is centred on the point.
    Centre,
    /// The text ends at the point.
    Right,
}

/// The looks of a text.
#[derive(Clone, Copy)]
pub(super) struct Type {
    /// Height of an em.
    pub size: f64,
    /// Its colour.
    pub ink: Ink,
    /// Whether it is bold.
    pub bold: bool,
    /// Where it lies about its point.
    pub align: Align,
    /// Whether it runs upwards.
    pub upwards: bool,
}

impl Type {
    /// Plain text of a size and colour, beginning at its point.
    pub(super) const fn plain(size: f64, ink: Ink) -> Self {
        Self {
            size,
            ink,
            bold: false,
            align: Align::Left,
            upwards: false,
        }
    }

    /// The same in bold.
    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same with another place about its point.
    pub(super) const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// The width of a text set so. A letter that Noto Sans lacks counts as an em, which Chinese
    /// letters and marks are in any font, so that no layout depends on the fonts of a machine.
    pub(super) fn width(self, text: &str) -> f64 {
        let noto = noto(self.bold);
        let letters: Vec<char> = text.chars().collect();
        let runs = letters.chunk_by(|a, b| has(noto, *a) == has(noto, *b));
        runs.map(|run| {
            if has(noto, run[0]) {
                self.width_in_noto(&run.iter().collect::<String>())
            } else {
                run.iter().map(|_| self.size).sum()
            }
        })
        .sum()
    }

    fn width_in_noto(self, text: &str) -> f64 {
        register_fonts();
        let size = self.size * SCALE * PNG_TYPE.size_per_em;
        let guess = self.size * 0.6 * text.chars().map(|_| 1.0).sum::<f64>();
        let measured = self.font(FAMILY, size).layout_box(text);
        measured.map_or(guess, |(from, to)| f64::from(to.0 - from.0) / SCALE)
    }

    fn font(self, family: &'static str, size: f64) -> FontDesc<'static> {
        let style = if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        FontDesc::new(FontFamily::Name(family), size, style)
    }
}

/// How a backend's font size and text position relate to ems.
#[derive(Clone, Copy)]
struct TypeFit {
    size_per_em: f64,
    top_to_baseline: f64,
}

/// Sets a text on a backend.
pub(super) fn set<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    setting: Setting,
    at: Point,
    text: &str,
    looks: Type,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let turn = if looks.upwards {
        FontTransform::Rotate270
    } else {
        FontTransform::None
    };
    let ink = colour(looks.ink);
    let style = |family: &'static str, fit: TypeFit, side: HPos| {
        let font = looks.font(family, looks.size * SCALE * fit.size_per_em);
        let style = TextStyle::from(font.transform(turn.clone())).color(&ink);
        style.pos(Pos::new(side, VPos::Top))
    };
    let along = |fit: TypeFit, way: f64| {
        let drop = (MIDDLE_TO_BASELINE - fit.top_to_baseline) * looks.size;
        let (across, down) = if looks.upwards {
            (drop, -way)
        } else {
            (way, drop)
        };
        place((at.0 + across, at.1 + down))
    };
    let chinese = match setting {
        Setting::Svg(language) => {
            let family = language.choose(FAMILY, CHINESE_FAMILY);
            let side = match looks.align {
                Align::Left => HPos::Left,
                Align::Centre => HPos::Center,
                Align::Right => HPos::Right,
            };
            return area.draw_text(text, &style(family, SVG_TYPE, side), along(SVG_TYPE, 0.0));
        }
        Setting::Png(chinese) => chinese,
    };
    let begin = match looks.align {
        Align::Left => 0.0,
        Align::Centre => -looks.width(text) / 2.0,
        Align::Right => -looks.width(text),
    };
    let noto = noto(looks.bold);
    let of_noto = style(FAMILY, PNG_TYPE, HPos::Left);
    let of_chinese = chinese.map(|font| {
        let face = font.face(looks.bold);
        let fit = TypeFit {
            size_per_em: face.height(),
            top_to_baseline: face.height() / 2.0,
        };
        (face, fit, style(font.family, fit, HPos::Left))
    });
    for (index, letter) in text.char_indices() {
        let (face, fit, style) = match &of_chinese {
            Some((face, fit, style)) if !has(noto, letter) => (Some(*face), *fit, style),
            _ => (noto, PNG_TYPE, &of_noto),
        };
        let bearing = face.map_or(0.0, |face| face.bearing(letter));
        let blank = libm::floor(bearing * looks.size * SCALE) / SCALE;
        let before = looks.width(&text[..index]) + blank;
        let letter = letter.encode_utf8(&mut [0; 4]).to_owned();
        area.draw_text(&letter, style, along(fit, begin + before))?;
    }
    Ok(())
}

/// The letters of a text that neither Noto Sans nor the other font has.
pub(super) fn lacking(text: &str, looks: Type, chinese: Option<&Chinese>) -> Vec<char> {
    let (noto, other) = (noto(looks.bold), chinese.map(|font| font.face(looks.bold)));
    let letters = text.chars();
    letters
        .filter(|letter| !has(noto, *letter) && !has(other, *letter))
        .collect()
}

fn has(face: Option<&Letters>, letter: char) -> bool {
    face.is_some_and(|face| face.has(letter))
}

/// The letters of Noto Sans.
fn noto(bold: bool) -> Option<&'static Letters> {
    static REGULAR: LazyLock<Option<Letters>> =
        LazyLock::new(|| Letters::of(notosans::REGULAR_TTF));
    static BOLD: LazyLock<Option<Letters>> = LazyLock::new(|| Letters::of(notosans::BOLD_TTF));
    if bold {
        BOLD.as_ref()
    } else {
        REGULAR.as_ref()
    }
}

/// Hands Noto Sans to plotters, once; a refused font later shows as an error of the plot.
pub(super) fn register_fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = register_font(FAMILY, FontStyle::Normal, notosans::REGULAR_TTF);
        let _ = register_font(FAMILY, FontStyle::Bold, notosans::BOLD_TTF);
    });
}
