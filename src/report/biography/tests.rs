//! Every note is told in both languages.
