//! Pictures as lists of marks, and the one function that draws a picture as both SVG and PNG.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use plotters::coord::Shift;
use plotters::prelude::{
    BitMapBackend, Circle, DrawingArea, DrawingAreaErrorKind, DrawingBackend, IntoDrawingArea,
    PathElement, Polygon, RGBAColor, Rectangle, SVGBackend, ShapeStyle, WHITE,
};

use super::fonts::{self, Chinese, Place};
use super::lettering::{self, Setting, Type};
use crate::kernel::language::{Language, words};
use crate::kernel::printable::cell;
use crate::report::Looks;

/// Pixels of the PNG, and units of the SVG's view box, to one unit of a picture.
pub(super) const SCALE: f64 = 2.0;
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
    /// Something was asked for that the result does not hold.
    Asked(String),
    /// The font that was asked for cannot be used.
    Font {
        /// The font file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

impl PlotError {
    /// An input file that cannot be used.
    pub(in crate::report) fn read(path: &Path, problem: &impl ToString) -> Self {
        Self::Read {
            path: path.to_owned(),
            problem: problem.to_string(),
        }
    }

    /// A plot that cannot be written.
    pub(in crate::report) fn write(path: &Path, problem: &impl ToString) -> Self {
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
            Self::Asked(problem) => f.write_str(problem),
            Self::Font { path, problem } => {
                write!(f, "cannot use the font {}: {problem}", path.display())
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
    pub(super) const fn solid(red: u8, green: u8, blue: u8) -> Self {
        Self {
            rgb: (red, green, blue),
            alpha: 1.0,
        }
    }

    /// The same colour at another opacity.
    pub(super) const fn faded(self, alpha: f64) -> Self {
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

/// What a reader is told who points at a part of a picture.
struct Spot {
    from: Point,
    to: Point,
    text: String,
}

/// A picture: marks drawn one over the other on white paper, and what is behind them.
pub(super) struct Picture {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// What it shows, as its title says.
    pub title: String,
    /// What is said under it, a paragraph an entry.
    pub caption: Vec<String>,
    marks: Vec<Mark>,
    spots: Vec<Spot>,
    rows: Vec<Vec<String>>,
}

impl Picture {
    /// An empty picture.
    pub(super) const fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            title: String::new(),
            caption: Vec::new(),
            marks: Vec::new(),
            spots: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Says something of the upright rectangle between two opposite corners to who points at it;
    /// later spots lie over earlier ones.
    pub(super) fn spot(&mut self, from: Point, to: Point, text: String) {
        self.spots.push(Spot { from, to, text });
    }

    /// Adds a row to the table of what is drawn; the first is its heading.
    pub(super) fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Draws a line through points.
    pub(super) fn path(&mut self, points: &[Point], ink: Ink, width: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Path {
                points: points.to_vec(),
                ink,
                width,
            });
        }
    }

    /// Fills the area within points.
    pub(super) fn area(&mut self, points: Vec<Point>, ink: Ink) {
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, ink });
        }
    }

    /// Fills an upright rectangle between two opposite corners.
    pub(super) fn block(&mut self, from: Point, to: Point, ink: Ink) {
        self.marks.push(Mark::Block { from, to, ink });
    }

    /// Fills a circle.
    pub(super) fn disc(&mut self, centre: Point, radius: f64, ink: Ink) {
        self.marks.push(Mark::Disc {
            centre,
            radius,
            ink,
        });
    }

    /// Sets a text whose middle height is at a point.
    pub(super) fn text(&mut self, at: Point, text: &str, looks: Type) {
        if !text.is_empty() {
            self.marks.push(Mark::Text {
                at,
                text: text.to_owned(),
                looks,
            });
        }
    }
}

/// A figure as it was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The name of its files, without their ending.
    pub stem: String,
    /// What it shows, as its title says.
    pub title: String,
    /// What is said under it, a paragraph an entry.
    pub caption: Vec<String>,
    /// The picture; it says its values to who points at it.
    pub svg: String,
    /// The table of what is drawn, heading first.
    pub rows: Vec<Vec<String>>,
    /// The files written, in order.
    pub files: Vec<PathBuf>,
}

/// What drawing a folder came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn {
    /// The figures, in drawing order.
    pub figures: Vec<Figure>,
    /// What could not be drawn and what helps, in the language asked for.
    pub notes: Vec<String>,
}

/// Refuses a font file in which Chinese cannot be set.
///
/// # Errors
///
/// [`PlotError::Font`], which says why.
pub fn check_font(path: &Path) -> Result<(), PlotError> {
    chinese(path).map(|_| ())
}

fn chinese(path: &Path) -> Result<&'static Chinese, PlotError> {
    fonts::read(path).map_err(|problem| PlotError::Font {
        path: path.to_owned(),
        problem,
    })
}

/// The folder of plots and what has been drawn into it.
pub(super) struct Folio {
    folder: PathBuf,
    figures: Vec<Figure>,
    /// The language of every figure.
    pub language: Language,
    /// Where to look for a font with Chinese letters.
    places: &'static [Place],
    /// That font, once it was wanted.
    chinese: OnceCell<Option<&'static Chinese>>,
    /// Figures that are not drawn as PNG, and the letters for want of which.
    bare: Vec<(String, Vec<char>)>,
}

impl Folio {
    /// Opens the folder, making it if need be.
    pub(super) fn open(
        folder: &Path,
        looks: &Looks,
        places: &'static [Place],
    ) -> Result<Self, PlotError> {
        let font = looks.font.as_deref().map(chinese).transpose()?;
        fs::create_dir_all(folder).map_err(|e| PlotError::write(folder, &e))?;
        Ok(Self {
            folder: folder.to_owned(),
            figures: Vec::new(),
            language: looks.language,
            places,
            chinese: font.map_or_else(OnceCell::new, |font| OnceCell::from(Some(font))),
            bare: Vec::new(),
        })
    }

    /// What has been drawn, in order.
    pub(super) fn drawn(self) -> Drawn {
        let notes = self.note().into_iter().collect();
        Drawn {
            figures: self.figures,
            notes,
        }
    }

    /// Why some figures are not drawn as PNG, if so.
    fn note(&self) -> Option<String> {
        let letters: BTreeSet<char> = self
            .bare
            .iter()
            .flat_map(|(_, letters)| letters)
            .copied()
            .collect();
        let (first, _) = self.bare.first()?;
        let Some(font) = self.chinese.get().copied().flatten() else {
            let none = words(
                "no PNG was drawn of pictures with Chinese words, only SVG: no font with Chinese letters was \
                 found. Install one, on Debian with apt-get install fonts-noto-cjk, or name one \
                 with --font FILE.",
                "含中文的图只有 SVG，没有 PNG：未找到中文字体。请安装字体（Debian：apt-get install \
                 fonts-noto-cjk），或用 --font FILE 指定字体文件。",
            );
            return Some(none.of(self.language).to_owned());
        };
        let letters: String = letters.into_iter().collect();
        let (count, path) = (self.bare.len(), font.path.display());
        let (en, zh) = (
            format!(
                "no PNG was drawn of {count} of the pictures ({first} …), only SVG: {path} lacks \
                 {letters}. Name another font with --font FILE."
            ),
            format!(
                "有 {count} 幅图（{first} 等）只有 SVG，没有 PNG：字体 {path} 缺少字符 {letters}。请用 \
                 --font FILE 指定其他字体文件。"
            ),
        );
        Some(self.language.choose(&en, &zh).to_owned())
    }

    /// The letters of a picture that no font has, and the font for those that Noto Sans lacks.
    fn lettering(&self, picture: &Picture) -> (Vec<char>, Option<&'static Chinese>) {
        let lacking = |chinese: Option<&Chinese>| -> Vec<char> {
            let texts = picture.marks.iter().filter_map(|mark| match mark {
                Mark::Text { text, looks, .. } => Some((text, *looks)),
                _ => None,
            });
            let lacking = texts.flat_map(|(text, looks)| lettering::lacking(text, looks, chinese));
            lacking.collect()
        };
        if lacking(None).is_empty() {
            return (Vec::new(), None);
        }
        let chinese = *self.chinese.get_or_init(|| fonts::find(self.places));
        (lacking(chinese), chinese)
    }

    /// Draws a picture as `<stem>.svg` and `<stem>.png`, and writes `<stem>.csv`, what it shows. A PNG
    /// for which a letter is lacking is left out rather than drawn with a blank.
    pub(super) fn add(&mut self, stem: &str, picture: &Picture) -> Result<(), PlotError> {
        lettering::register_fonts();
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
        let mut files = Vec::new();

        let svg_path = self.folder.join(format!("{stem}.svg"));
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        replay(&picture.marks, &area, Setting::Svg(self.language))
            .map_err(|e| PlotError::write(&svg_path, &e))?;
        drop(area);
        let drawn = format!("width=\"{}\" height=\"{}\"", size.0, size.1);
        let shown = format!("width=\"{}\" height=\"{}\"", picture.width, picture.height);
        let svg = svg.replacen(&drawn, &shown, 1);
        let svg = with_spots(svg, &picture.spots);
        fs::write(&svg_path, &svg).map_err(|e| PlotError::write(&svg_path, &e))?;
        files.push(svg_path);

        let png_path = self.folder.join(format!("{stem}.png"));
        let (lacking, chinese) = self.lettering(picture);
        if lacking.is_empty() {
            let area = BitMapBackend::new(&png_path, size).into_drawing_area();
            let setting = Setting::Png(chinese);
            replay(&picture.marks, &area, setting).map_err(|e| PlotError::write(&png_path, &e))?;
            drop(area);
            files.push(png_path);
        } else {
            // One of an earlier drawing would show other words than the SVG.
            if png_path.is_file() {
                fs::remove_file(&png_path).map_err(|e| PlotError::write(&png_path, &e))?;
            }
            self.bare.push((stem.clone(), lacking));
        }

        if !picture.rows.is_empty() {
            let path = self.folder.join(format!("{stem}.csv"));
            let mut table =
                csv::Writer::from_path(&path).map_err(|e| PlotError::write(&path, &e))?;
            let mut rows = picture.rows.iter();
            let written = rows.try_for_each(|row| {
                table.write_record(row.iter().map(|text| cell(text).into_owned()))
            });
            written.map_err(|e| PlotError::write(&path, &e))?;
            table.flush().map_err(|e| PlotError::write(&path, &e))?;
            files.push(path);
        }
        self.figures.push(Figure {
            stem,
            title: picture.title.clone(),
            caption: picture.caption.clone(),
            svg,
            rows: picture.rows.clone(),
            files,
        });
        Ok(())
    }
}

/// Lays unseen areas over a drawing, each with the text that a viewer shows for it.
fn with_spots(svg: String, spots: &[Spot]) -> String {
    let Some(body) = svg.trim_end().strip_suffix("</svg>") else {
        return svg;
    };
    let mut svg = body.to_owned();
    for spot in spots {
        let ((left, top), (right, bottom)) = (place(spot.from), place(spot.to));
        let (x, y) = (left.min(right), top.min(bottom));
        let (width, height) = ((right - left).abs(), (bottom - top).abs());
        svg.push_str(&format!(
            "<rect class=\"spot\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
             fill=\"transparent\"><title>{}</title></rect>\n",
            escaped(&spot.text)
        ));
    }
    svg.push_str("</svg>\n");
    svg
}

/// A text as it stands between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Draws marks on a backend.
fn replay<B: DrawingBackend>(
    marks: &[Mark],
    area: &DrawingArea<B, Shift>,
    setting: Setting,
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
            Mark::Text { at, text, looks } => lettering::set(area, setting, *at, text, *looks)?,
        }
    }
    area.present()
}

/// A colour as plotters has it.
pub(super) fn colour(ink: Ink) -> RGBAColor {
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

/// The nearest pixel to a point.
pub(super) fn place(point: Point) -> (i32, i32) {
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
