//! The two languages that results and explanations are told in.

/// A language of reports, plots, tables and explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese, in the notice's own wording where it has one.
    Chinese,
}

impl Language {
    /// Both, with their words for options and files (BCP 47).
    pub const ALL: [(Self, &'static str); 2] = [(Self::English, "en"), (Self::Chinese, "zh")];

    /// Its word for options and files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// Of two texts that say the same, the one in this language.
    #[must_use]
    pub const fn choose<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::English => en,
            Self::Chinese => zh,
        }
    }
}

/// A text of a user in a language: in Chinese the English one where nobody has written another.
#[must_use]
pub const fn written<'a>(en: &'a str, zh: &'a str, language: Language) -> &'a str {
    match language {
        Language::Chinese if !zh.is_empty() => zh,
        _ => en,
    }
}

/// The same words in both languages: neither can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// In English.
    pub en: &'static str,
    /// In Chinese.
    pub zh: &'static str,
}

impl Words {
    /// In a language.
    #[must_use]
    pub const fn of(self, language: Language) -> &'static str {
        language.choose(self.en, self.zh)
    }

    /// Whether they say nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.en.is_empty()
    }
}

/// A text that was put together, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Told {
    /// In a language.
    #[must_use]
    pub fn of(&self, language: Language) -> &str {
        language.choose(&self.en, &self.zh)
    }

    /// Takes over what is told later. An English text of its own takes the place of both that were
    /// there: their translation would tell of something else.
    pub fn hear(&mut self, en: Option<&str>, zh: Option<&str>) {
        if let Some(en) = en {
            en.clone_into(&mut self.en);
            self.zh.clear();
        }
        if let Some(zh) = zh {
            zh.clone_into(&mut self.zh);
        }
    }
}

/// The same words in English and in Chinese.
#[must_use]
pub const fn words(en: &'static str, zh: &'static str) -> Words {
    Words { en, zh }
}
