//! Pictures as lists of marks, and the one function that draws a picture as both SVG and PNG.

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use plotters::coord::Shift;
use plotters::prelude::{
    BitMapBackend, Circle, DrawingArea, DrawingAreaErrorKind, DrawingBackend, IntoDrawingArea,
    PathElement, Polygon, RGBAColor, Rectangle, SVGBackend, ShapeStyle, WHITE,
};

use super::lettering::{self, PNG_TYPE, SVG_TYPE, Type, TypeFit};

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
    pub(super) const fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            marks: Vec::new(),
        }
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

/// The folder of plots and what has been written to it.
pub(super) struct Folio {
    folder: PathBuf,
    written: Vec<PathBuf>,
}

impl Folio {
    /// Opens the folder, making it if need be.
    pub(super) fn open(folder: &Path) -> Result<Self, PlotError> {
        fs::create_dir_all(folder).map_err(|e| PlotError::write(folder, &e))?;
        Ok(Self {
            folder: folder.to_owned(),
            written: Vec::new(),
        })
    }

    /// What has been written, in order.
    pub(super) fn written(self) -> Vec<PathBuf> {
        self.written
    }

    /// Draws a picture as `<stem>.svg` and `<stem>.png`.
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
            Mark::Text { at, text, looks } => lettering::set(area, fit, *at, text, *looks)?,
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
