//! Text into words: the one tokeniser for pages and queries.

/// Raised whenever the words of some text could come out differently.
pub const TOKENIZER_VERSION: u32 = 1;
