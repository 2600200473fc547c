//! Problems of input: what is wrong, where, what was expected and what to do, with an excerpt.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// A file that was read: its path as the user knows it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The path.
    pub path: String,
    /// The text.
    pub text: Arc<str>,
    /// Whether it is a shipped file, read from the program and not from disk.
    pub is_shipped: bool,
}

impl Text {
    /// Its path for messages: whether it is a shipped file is said.
    #[must_use]
    pub fn shown(&self) -> String {
        if self.is_shipped {
            format!("{} (shipped)", self.path)
        } else {
            self.path.clone()
        }
    }

    /// The name of its file.
    #[must_use]
    pub fn name(&self) -> String {
        let name = Path::new(&self.path).file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// The line of a byte, from 1.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or(&self.text);
        before.bytes().filter(|&byte| byte == b'\n').count() + 1
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// The file and the part of it that is wrong, if it could be read.
    pub place: Option<(Text, Range<usize>)>,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at a place of a file.
    #[must_use]
    pub fn at(text: &Text, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            place: Some((text.clone(), span)),
            help: None,
        }
    }

    /// Where it begins in its file.
    #[must_use]
    pub fn start(&self) -> Option<usize> {
        self.place.as_ref().map(|(_, span)| span.start)
    }

    /// A problem without a place.
    #[must_use]
    pub fn nowhere(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            place: None,
            help: None,
        }
    }

    /// Puts a problem without a place at one.
    #[must_use]
    pub fn put(self, text: &Text, span: Range<usize>) -> Self {
        Self {
            place: Some((text.clone(), span)),
            ..self
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// All problems of some input, file by file in file order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Puts the problems of each file into the order of the file; files keep theirs.
    pub fn sort(&mut self) {
        let mut files: Vec<String> = Vec::new();
        let mut keyed: Vec<(usize, usize, Problem)> = Vec::new();
        for problem in self.0.drain(..) {
            let (file, at) = match &problem.place {
                Some((text, span)) => {
                    let known = files.iter().position(|path| *path == text.path);
                    let file = known.unwrap_or_else(|| {
                        files.push(text.path.clone());
                        files.len() - 1
                    });
                    (file, span.start)
                }
                None => (usize::MAX, 0),
            };
            keyed.push((file, at, problem));
        }
        keyed.sort_by_key(|(file, at, _)| (*file, *at));
        self.0 = keyed.into_iter().map(|(_, _, problem)| problem).collect();
    }
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let renderer = Renderer::plain().decor_style(DecorStyle::Ascii);
        for (n, problem) in self.0.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            let title = Level::ERROR.primary_title(problem.message.as_str());
            let path = problem.place.as_ref().map(|(text, _)| text.shown());
            let group = match &problem.place {
                Some((text, span)) => {
                    let end = text.text.ceil_char_boundary(span.end);
                    let start = text.text.floor_char_boundary(span.start.min(end));
                    title.element(
                        Snippet::source(&*text.text)
                            .path(path.as_deref())
                            .annotation(AnnotationKind::Primary.span(start..end)),
                    )
                }
                None => annotate_snippets::Group::with_title(title),
            };
            let group = match &problem.help {
                Some(help) => group.element(Level::HELP.message(help.as_str())),
                None => group,
            };
            writeln!(f, "{}", renderer.render(&[group]))?;
        }
        let count = self.0.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        write!(f, "\n{count} {noun}")
    }
}

impl std::error::Error for Problems {}

/// What to write instead of an unknown name: the nearest of the known ones, or all of them where
/// they are few and none is near.
#[must_use]
pub fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const NEAR: f64 = 0.75;
    const FEW: usize = 12;
    let known: Vec<&str> = known.into_iter().collect();
    let likeness = |candidate: &str| {
        // Typing errors, parts that are shared, and words cut short.
        let cut_short = f64::from(u8::from(name.len() > 2 && candidate.starts_with(name)));
        strsim::normalized_damerau_levenshtein(name, candidate)
            + strsim::sorensen_dice(name, candidate)
            + cut_short
    };
    let (likeness, nearest) = known
        .iter()
        .map(|candidate| (likeness(candidate), *candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))?;
    Some(if likeness >= NEAR {
        format!("did you mean \"{nearest}\"?")
    } else if known.len() <= FEW {
        format!(
            "it is one of {}; \"{nearest}\" is nearest",
            known.join(", ")
        )
    } else {
        format!("nothing is much like it; \"{nearest}\" is nearest")
    })
}
