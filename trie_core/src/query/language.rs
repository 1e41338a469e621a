//! Languages by code and by name: what may stand behind `lang:`.
//!
//! The names are those of the Unicode CLDR in English, in the other languages of the pages (Dutch, Swedish, Norwegian,
//! French) and in each language itself, with a few that people use beside them.

use crate::text::{composed, plain_spellings};

/// The code of a language: the primary subtag of a tag, or what belongs to a name. Codes that were replaced come out as
/// the ones that pages carry now; `no` stands for Norwegian in either form.
#[must_use]
pub fn language(value: &str) -> Option<String> {
    let lower = composed(&composed(value).to_lowercase());
    // In the table a blank stands between names.
    let lower = lower.split_whitespace().collect::<Vec<_>>().join("_");
    named(&lower).map(str::to_owned).or_else(|| code(&lower))
}

fn code(lower: &str) -> Option<String> {
    let mut subtags = lower.split(['-', '_']);
    let primary = subtags.next()?;
    let fits = (2..=3).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags
            .all(|tag| !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let code = match primary {
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        code => code,
    };
    fits.then(|| code.to_owned())
}

/// The code of the language with this name, written with its accents or without.
fn named(lower: &str) -> Option<&'static str> {
    let found = NAMES.iter().find(|(_, names)| {
        names.split(' ').any(|name| {
            let mut same = name == lower;
            if !same && !name.is_ascii() && lower.is_ascii() {
                plain_spellings(name, |plain| same |= plain == lower);
            }
            same
        })
    });
    found.map(|(code, _)| *code)
}

const NAMES: &[(&str, &str)] = &[
    ("en", "english engels engelska engelsk anglais"),
    (
        "nl",
        "dutch nederlands nederländska nederlandsk néerlandais flemish vlaams flamländska flamsk flamand",
    ),
    ("sv", "swedish zweeds svenska svensk suédois"),
    (
        "nb",
        "bokmål norwegian_bokmål norsk_bokmål norskt_bokmål noors_bokmål noors_-_bokmål norvégien_bokmål",
    ),
    (
        "nn",
        "nynorska nynorsk norwegian_nynorsk norsk_nynorsk noors_nynorsk noors_-_nynorsk norvégien_nynorsk",
    ),
    ("no", "norwegian noors norska norsk norvégien"),
    ("da", "danish deens danska dansk danois"),
    ("fi", "finnish fins finska finsk finnois suomi"),
    (
        "is",
        "icelandic ijslands isländska islandsk islandais íslenska",
    ),
    ("fo", "faroese faeröers färöiska færøysk féroïen føroyskt"),
    ("fr", "french frans franska fransk français"),
    ("de", "german duits tyska tysk allemand deutsch"),
    ("es", "spanish spaans spanska spansk espagnol español"),
    ("ca", "catalan catalaans katalanska katalansk català"),
    (
        "gl",
        "galician galicisch galiciska galisisk galicien galego",
    ),
    ("eu", "basque baskisch baskiska baskisk euskara"),
    (
        "pt",
        "portuguese portugees portugisiska portugisisk portugais português",
    ),
    (
        "it",
        "italian italiaans italienska italiensk italien italiano",
    ),
    ("ro", "romanian roemeens rumänska rumensk roumain română"),
    ("pl", "polish pools polska polsk polonais polski"),
    ("cs", "czech tsjechisch tjeckiska tsjekkisk tchèque čeština"),
    (
        "sk",
        "slovak slowaaks slovakiska slovakisk slovaque slovenčina",
    ),
    (
        "sl",
        "slovenian sloveens slovenska slovensk slovène slovenščina",
    ),
    (
        "hr",
        "croatian kroatisch kroatiska kroatisk croate hrvatski",
    ),
    ("sr", "serbian servisch serbiska serbisk serbe српски"),
    ("bs", "bosnian bosnisch bosniska bosnisk bosniaque bosanski"),
    (
        "mk",
        "macedonian macedonisch makedonska makedonsk macédonien македонски",
    ),
    (
        "bg",
        "bulgarian bulgaars bulgariska bulgarsk bulgare български",
    ),
    ("el", "greek grieks grekiska gresk grec ελληνικά"),
    ("hu", "hungarian hongaars ungerska ungarsk hongrois magyar"),
    ("et", "estonian estisch estniska estisk estonien eesti"),
    ("lv", "latvian lets lettiska latvisk letton latviešu"),
    (
        "lt",
        "lithuanian litouws litauiska litauisk lituanien lietuvių",
    ),
    ("ru", "russian russisch ryska russisk russe русский"),
    (
        "uk",
        "ukrainian oekraïens ukrainska ukrainsk ukrainien українська",
    ),
    (
        "be",
        "belarusian belarussisch belarusiska belarusisk biélorusse беларуская",
    ),
    ("tr", "turkish turks turkiska tyrkisk turc türkçe"),
    ("ar", "arabic arabisch arabiska arabisk arabe العربية"),
    ("he", "hebrew hebreeuws hebreiska hebraisk hébreu עברית"),
    ("fa", "persian perzisch persiska persisk persan فارسی farsi"),
    ("ur", "urdu ourdou اردو"),
    ("hi", "hindi हिन्दी"),
    ("bn", "bangla bengaals bengali বাংলা"),
    ("ta", "tamil tamoul தமிழ்"),
    ("te", "telugu télougou తెలుగు"),
    ("th", "thai thailändska thaï ไทย"),
    (
        "vi",
        "vietnamese vietnamees vietnamesiska vietnamesisk vietnamien việt tiếng_việt",
    ),
    (
        "id",
        "indonesian indonesisch indonesiska indonesisk indonésien indonesia bahasa_indonesia",
    ),
    (
        "ms",
        "malay maleis malajiska malayisk malais melayu bahasa_melayu",
    ),
    (
        "zh",
        "chinese chinees kinesiska kinesisk chinois 中文 mandarin",
    ),
    ("ja", "japanese japans japanska japansk japonais 日本語"),
    ("ko", "korean koreaans koreanska koreansk coréen 한국어"),
    ("ga", "irish iers iriska irsk irlandais gaeilge"),
    ("cy", "welsh walesiska walisisk gallois cymraeg"),
    (
        "gd",
        "schots-gaelisch skotsk-gælisk gàidhlig gaelic scottish_gaelic skotsk_gäliska gaélique_écossais",
    ),
    ("br", "breton bretons bretonska bretonsk brezhoneg"),
    (
        "lb",
        "luxembourgish luxemburgs luxemburgiska luxemburgsk luxembourgeois lëtzebuergesch",
    ),
    (
        "fy",
        "fries västfrisiska vestfrisisk frysk frisian frisiska frisisk frison western_frisian frison_occidental",
    ),
    ("af", "afrikaans"),
    ("sq", "albanian albanees albanska albansk albanais shqip"),
    ("eo", "esperanto espéranto"),
    ("la", "latin latijn latina"),
    ("sw", "swahili kiswahili"),
    (
        "ka",
        "georgian georgisch georgiska georgisk géorgien ქართული",
    ),
    ("hy", "armenian armeens armeniska armensk arménien հայերեն"),
    (
        "az",
        "azerbaijani azerbeidzjaans azerbajdzjanska aserbajdsjansk azerbaïdjanais azərbaycan",
    ),
    ("kk", "kazakh kazachs kazakiska kasakhisk қазақ"),
    ("mn", "mongolian mongools mongoliska mongolsk mongol монгол"),
];
