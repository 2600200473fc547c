//! Pictures as lists of marks, and the one function that draws a picture as both SVG and PNG.

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Once};

use plotters::coord::Shift;
use plotters::prelude::{
    BitMapBackend, Circle, DrawingArea, DrawingAreaErrorKind, DrawingBackend, FontDesc, FontFamily,
    FontStyle, FontTransform, IntoDrawingArea, PathElement, Polygon, RGBAColor, Rectangle,
    SVGBackend, ShapeStyle, TextStyle, WHITE,
};
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::bearings::Bearings;

/// Pixels of the PNG, and units of the SVG's view box, to one unit of a picture.
const SCALE: f64 = 2.0;
/// The font families a viewer of the SVG tries in turn; the PNG takes Noto Sans under this name.
const FAMILY: &str = "Noto Sans, Arial, sans-serif";
/// From the middle of a line of text down to its baseline, in ems.
const MIDDLE_TO_BASELINE: f64 = 0.36;
/// How plotters measures type for the PNG: the font's ascent and descent together are its size.
const PNG_TYPE: TypeFit = TypeFit {
    size_per_em: 1.362,
    top_to_baseline: 0.681,
    by_letter: true,
};
/// How plotters measures type for the SVG, in the same terms.
const SVG_TYPE: TypeFit = TypeFit {
    size_per_em: 1.24,
    top_to_baseline: 0.76,
    by_letter: false,
};

/// A point of a picture: right and down from the upper left corner.
pub(super) type Point = (f64, f64);

/// Why plots could not be drawn; each names the file concerned.
#[derive(Debug)]
pub enum PlotError {
    /// An input file is missing, unreadable or not as expected.
    Read {
        /// The input file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A plot, or the folder of plots, cannot be written.
    Write {
        /// The file or folder to be written.
        path: PathBuf,
        /// What went wrong.
        problem: String,
    },
}

impl PlotError {
    /// An input file that cannot be used.
    pub(super) fn read(path: &Path, problem: &impl ToString) -> Self {
        Self::Read {
            path: path.to_owned(),
            problem: problem.to_string(),
        }
    }

    /// A plot that cannot be written.
    fn write(path: &Path, problem: &impl ToString) -> Self {
        Self::Write {
            path: path.to_owned(),
            problem: problem.to_string(),
        }
    }
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, problem } => write!(f, "cannot read {}: {problem}", path.display()),
            Self::Write { path, problem } => {
                write!(f, "cannot write {}: {problem}", path.display())
            }
        }
    }
}

impl Error for PlotError {}

/// A colour with its opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ink {
    /// Red, green and blue.
    pub rgb: (u8, u8, u8),
    /// From 0, invisible, to 1, solid.
    pub alpha: f64,
}

impl Ink {
    /// A solid colour.
    pub const fn solid(red: u8, green: u8, blue: u8) -> Self {
        Self {
            rgb: (red, green, blue),
            alpha: 1.0,
        }
    }

    /// The same colour at another opacity.
    pub const fn faded(self, alpha: f64) -> Self {
        Self {
            rgb: self.rgb,
            alpha,
        }
    }
}

/// Text and axes.
pub(super) const BLACK: Ink = Ink::solid(30, 30, 30);
/// Lesser text.
pub(super) const GREY: Ink = Ink::solid(95, 95, 95);
/// Grid lines and neutral ribbons.
pub(super) const PALE: Ink = Ink::solid(222, 222, 222);
/// Paper.
pub(super) const PAPER: Ink = Ink::solid(255, 255, 255);
/// The Okabe–Ito colours that stand out on white, for things told apart by colour.
pub(super) const PALETTE: [Ink; 7] = [
    Ink::solid(0, 114, 178),
    Ink::solid(213, 94, 0),
    Ink::solid(0, 158, 115),
    Ink::solid(204, 121, 167),
    Ink::solid(230, 159, 0),
    Ink::solid(86, 180, 233),
    Ink::solid(0, 0, 0),
];

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
    pub const fn plain(size: f64, ink: Ink) -> Self {
        Self {
            size,
            ink,
            bold: false,
            align: Align::Left,
            upwards: false,
        }
    }

    /// The same in bold.
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same with another place about its point.
    pub const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// The width of a text set so.
    pub fn width(self, text: &str) -> f64 {
        register_fonts();
        let size = self.size * SCALE * PNG_TYPE.size_per_em;
        let guess = self.size * 0.6 * text.chars().map(|_| 1.0).sum::<f64>();
        let measured = self.font(size).layout_box(text);
        measured.map_or(guess, |(from, to)| f64::from(to.0 - from.0) / SCALE)
    }

    fn font(self, size: f64) -> FontDesc<'static> {
        let style = if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        FontDesc::new(FontFamily::Name(FAMILY), size, style)
    }
}

/// One thing drawn.
enum Mark {
    Path {
        points: Vec<Point>,
        ink: Ink,
        width: f64,
    },
    Area {
        points: Vec<Point>,
        ink: Ink,
    },
    Block {
        from: Point,
        to: Point,
        ink: Ink,
    },
    Disc {
        centre: Point,
        radius: f64,
        ink: Ink,
    },
    Text {
        at: Point,
        text: String,
        looks: Type,
    },
}

/// A picture: marks drawn one over the other on white paper.
pub(super) struct Picture {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    marks: Vec<Mark>,
}

impl Picture {
    /// An empty picture.
    pub const fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            marks: Vec::new(),
        }
    }

    /// Draws a line through points.
    pub fn path(&mut self, points: &[Point], ink: Ink, width: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Path {
                points: points.to_vec(),
                ink,
                width,
            });
        }
    }

    /// Fills the area within points.
    pub fn area(&mut self, points: Vec<Point>, ink: Ink) {
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, ink });
        }
    }

    /// Fills an upright rectangle between two opposite corners.
    pub fn block(&mut self, from: Point, to: Point, ink: Ink) {
        self.marks.push(Mark::Block { from, to, ink });
    }

    /// Fills a circle.
    pub fn disc(&mut self, centre: Point, radius: f64, ink: Ink) {
        self.marks.push(Mark::Disc {
            centre,
            radius,
            ink,
        });
    }

    /// Sets a text whose middle height is at a point.
    pub fn text(&mut self, at: Point, text: &str, looks: Type) {
        if !text.is_empty() {
            self.marks.push(Mark::Text {
                at,
                text: text.to_owned(),
                looks,
            });
        }
    }
}

/// The folder of plots and what has been written to it.
pub(super) struct Folio {
    folder: PathBuf,
    written: Vec<PathBuf>,
}

impl Folio {
    /// Opens the folder, making it if need be.
    pub fn open(folder: &Path) -> Result<Self, PlotError> {
        fs::create_dir_all(folder).map_err(|e| PlotError::write(folder, &e))?;
        Ok(Self {
            folder: folder.to_owned(),
            written: Vec::new(),
        })
    }

    /// What has been written, in order.
    pub fn written(self) -> Vec<PathBuf> {
        self.written
    }

    /// Draws a picture as `<stem>.svg` and `<stem>.png`.
    pub fn add(&mut self, stem: &str, picture: &Picture) -> Result<(), PlotError> {
        register_fonts();
        let safe = |c: char| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        };
        let stem: String = stem.chars().map(safe).collect();
        let size = (
            pixels(f64::from(picture.width)),
            pixels(f64::from(picture.height)),
        );
        let size = (size.0.unsigned_abs(), size.1.unsigned_abs());

        let svg_path = self.folder.join(format!("{stem}.svg"));
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        replay(&picture.marks, &area, SVG_TYPE).map_err(|e| PlotError::write(&svg_path, &e))?;
        drop(area);
        let drawn = format!("width=\"{}\" height=\"{}\"", size.0, size.1);
        let shown = format!("width=\"{}\" height=\"{}\"", picture.width, picture.height);
        let svg = svg.replacen(&drawn, &shown, 1);
        fs::write(&svg_path, svg).map_err(|e| PlotError::write(&svg_path, &e))?;
        self.written.push(svg_path);

        let png_path = self.folder.join(format!("{stem}.png"));
        let area = BitMapBackend::new(&png_path, size).into_drawing_area();
        replay(&picture.marks, &area, PNG_TYPE).map_err(|e| PlotError::write(&png_path, &e))?;
        drop(area);
        self.written.push(png_path);
        Ok(())
    }
}

/// How a backend's font size and text position relate to ems.
#[derive(Clone, Copy)]
struct TypeFit {
    size_per_em: f64,
    top_to_baseline: f64,
    /// Whether each letter must be moved by the blank at its left.
    by_letter: bool,
}

/// Draws marks on a backend.
fn replay<B: DrawingBackend>(
    marks: &[Mark],
    area: &DrawingArea<B, Shift>,
    fit: TypeFit,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    area.fill(&WHITE)?;
    for mark in marks {
        match mark {
            Mark::Path { points, ink, width } => {
                let stroke = pixels(*width).max(1).unsigned_abs();
                area.draw(&PathElement::new(
                    places(points),
                    filled(*ink).stroke_width(stroke),
                ))?;
            }
            Mark::Area { points, ink } => area.draw(&Polygon::new(places(points), filled(*ink)))?,
            Mark::Block { from, to, ink } => {
                area.draw(&Rectangle::new([place(*from), place(*to)], filled(*ink)))?;
            }
            Mark::Disc {
                centre,
                radius,
                ink,
            } => {
                area.draw(&Circle::new(place(*centre), pixels(*radius), filled(*ink)))?;
            }
            Mark::Text { at, text, looks } => set(area, fit, *at, text, *looks)?,
        }
    }
    area.present()
}

/// Sets a text on a backend.
fn set<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    fit: TypeFit,
    at: Point,
    text: &str,
    looks: Type,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let drop = (MIDDLE_TO_BASELINE - fit.top_to_baseline) * looks.size;
    let turn = if looks.upwards {
        FontTransform::Rotate270
    } else {
        FontTransform::None
    };
    let font = looks
        .font(looks.size * SCALE * fit.size_per_em)
        .transform(turn);
    let ink = colour(looks.ink);
    let style = TextStyle::from(font).color(&ink);
    let along = |way: f64| {
        let (across, down) = if looks.upwards {
            (drop, -way)
        } else {
            (way, drop)
        };
        place((at.0 + across, at.1 + down))
    };
    if !fit.by_letter {
        let side = match looks.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        return area.draw_text(text, &style.pos(Pos::new(side, VPos::Top)), along(0.0));
    }
    let begin = match looks.align {
        Align::Left => 0.0,
        Align::Centre => -looks.width(text) / 2.0,
        Align::Right => -looks.width(text),
    };
    let style = style.pos(Pos::new(HPos::Left, VPos::Top));
    for (index, letter) in text.char_indices() {
        let before = looks.width(&text[..index]) + bearing(letter, looks.bold) * looks.size;
        area.draw_text(
            letter.encode_utf8(&mut [0; 4]),
            &style,
            along(begin + before),
        )?;
    }
    Ok(())
}

/// The blank at a letter's left, in ems.
fn bearing(letter: char, bold: bool) -> f64 {
    static REGULAR: LazyLock<Option<Bearings>> =
        LazyLock::new(|| Bearings::of(notosans::REGULAR_TTF));
    static BOLD: LazyLock<Option<Bearings>> = LazyLock::new(|| Bearings::of(notosans::BOLD_TTF));
    let font = if bold { &BOLD } else { &REGULAR };
    font.as_ref()
        .map_or(0.0, |bearings| bearings.bearing(letter))
}

fn colour(ink: Ink) -> RGBAColor {
    RGBAColor(ink.rgb.0, ink.rgb.1, ink.rgb.2, ink.alpha)
}

fn filled(ink: Ink) -> ShapeStyle {
    ShapeStyle {
        color: colour(ink),
        filled: true,
        stroke_width: 1,
    }
}

fn places(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().map(|point| place(*point)).collect()
}

fn place(point: Point) -> (i32, i32) {
    (pixels(point.0), pixels(point.1))
}

/// The nearest pixel to a length, kept within what any picture needs.
#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped to a small range first"
)]
fn pixels(length: f64) -> i32 {
    (length * SCALE).clamp(-20_000.0, 20_000.0).round() as i32
}

/// Hands Noto Sans to plotters, once; a refused font later shows as an error of the plot.
fn register_fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = register_font(FAMILY, FontStyle::Normal, notosans::REGULAR_TTF);
        let _ = register_font(FAMILY, FontStyle::Bold, notosans::BOLD_TTF);
    });
}
