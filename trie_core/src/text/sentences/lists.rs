//! Abbreviations of five languages, and the words with which their sentences like to begin.
//!
//! Written for HUD, without the last full stop. One in small letters also stands for the same with a capital or in
//! capitals; one with a capital only for itself. What is written with a stop behind each letter (`o.s.v.`) needs no
//! entry unless it always or never ends a sentence.

/// The lists of one language, each a text of words.
pub(super) struct Lists {
    /// Always followed by what they belong to: no sentence ends with them.
    pub before: &'static str,
    /// Followed by a number; before anything else they are words like others.
    pub number: &'static str,
    /// Followed by a name or the next sentence.
    pub either: &'static str,
    /// Mostly the last word, though each letter has a stop.
    pub last: &'static str,
    /// Words that, with a capital, begin a sentence and no name.
    pub starts: &'static str,
    /// Those of them that are part of surnames: behind an initial they begin no sentence.
    pub surnames: &'static str,
    /// Whether `5.` is the fifth.
    pub ordinals: bool,
}

pub(super) const EN: Lists = Lists {
    before: "mr mrs ms mx messrs mmes prof Hon Rev vs v cf N.B e.g i.e viz Atty Insp Supt Msgr Cllr Cpl Sgt Cmdr Brig Adm",
    number: "no nos nr p pp par para paras fig figs ch chap sec sect art arts vol vols ed eds eq ref refs approx ca circa c \
        op ver tel apt ext pt pts min max est cl reg regs rev Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues \
        Wed Thu Thur Thurs Fri Sat Sun",
    either: "Inc Ltd Co Corp Bros Jr Sr Esq Ph.D St Ste Dr Fr Gen Lt Lt.-Col Col Maj Capt Pres Sen Rep Gov Mt Ft Pt Ave Blvd Rd \
        Univ Dept Assn Gov al ibid a.m p.m",
    last: "",
    starts: "a an the he she it we they you i this that these those there in on at but and or so if when while as after \
        before for from his her its their our my your what why how who where no not however then since although \
        because both each every many most some such with to by about all also even here is are was were do does did \
        can could one other under until without instead meanwhile nobody nothing later today yesterday be please see come go take let",
    surnames: "an do so",
    ordinals: false,
};

pub(super) const NL: Lists = Lists {
    before: "dhr mevr mw mr drs ir ing prof ds bijv bv d.w.z m.a.w o.a m.n i.p.v i.v.m m.b.t t.a.v t.o.v n.a.v m.b.v t.b.v t.g.v \
        i.h.b i.c t.w z.g zgn resp vgl cf evt incl excl a.d h.o.d o.l.v o.b.v m.i.v m.u.v t.n.v v.d vd gebr wnd plv vz \
        Jhr Jkvr Z.K.H H.K.H Z.M H.M burg weth dr fa kon N.B",
    number: "nr nrs no p pag pp blz bladz art artt par paragr hfst afb fig tab bijl dl vol ca tel max min ong plm pl.m kl \
        jan feb febr mrt apr jun jul aug sep sept okt nov dec",
    either: "jl a.s jr sr Dr St B.V N.V V.O.F",
    last: "e.d e.a e.v o.i.d n.v.t z.s.m v.l.n.r etc enz",
    starts: "de het een hij zij ze wij we jij je u ik dit dat deze die er in op aan bij met maar en of dus als toen wanneer na \
        voor van vanaf zijn haar hun ons onze mijn uw wat waarom hoe wie waar niet geen ook dan om omdat hierdoor daarom \
        daarna veel alle wel nu bent is heeft kan kunt sinds tijdens volgens tot te door onder tegen vandaag gisteren \
        morgen later eerst daarnaast",
    surnames: "de van te in op aan bij der den ter ten ver",
    ordinals: false,
};

pub(super) const SV: Lists = Lists {
    before: "t.ex bl.a d.v.s dvs m.a.o s.k fr.o.m t.o.m p.g.a pga i.st st.f f.n resp jfr jmf ev inkl exkl ang betr f.d d:o \
        kungl prof dr doc tf bitr hr frk dir ing enl kapt övers utg urspr sht i.o.m i.s.f m.t.p m.h.t",
    number: "nr s sid kap fig tab art kl ca c:a max min tel tfn mom vol bd st uppl f d \
        jan feb febr mar apr jun jul aug sep sept okt nov dec mån tis ons tors tor fre lör sön",
    either: "ex St S:t jr sr obs",
    last: "o.s.v osv m.m m.fl o.d o.dyl d.y d.ä e.d etc",
    starts: "den det de en ett han hon vi ni du jag man detta denna dessa i på av med men och eller så om när där här efter \
        före för från hans hennes deras sin vår mitt vad varför hur vem var inte också då sedan nu alla många är har kan \
        ska till vid under enligt genom utan innan idag igår vilka vilken vilket både",
    surnames: "de en",
    ordinals: false,
};

pub(super) const NB: Lists = Lists {
    before: "f.eks bl.a dvs d.v.s m.a.o s.k såk fr.o.m f.o.m t.o.m p.g.a pga i.h.t iht mht m.h.t mtp jf jfr cf evt inkl ekskl ang \
        vedr hhv resp tidl adm dir dr prof hr fr frk kgl cand mag stud siv siv.ing ing univ egtl oppr overs utg nåv \
        enl iflg avd fung ass kpt ltn ambs f.d d.s ev i.f.m ifm ift i.f.t",
    number: "nr s sd kap fig tab bd vol art pkt kl ca tlf tel maks max min st kr gnr bnr snr fnr f d \
        jan feb apr jun jul aug sep sept okt nov des tir tirs ons tor tors fre lør søn",
    either: "eks St jr sr obs",
    last: "osv o.s.v o.l m.m m.fl e.l o.fl d.y d.e etc a.s",
    starts: "den det de en et ei han hun vi dere du jeg man dette denne disse i på av med men og eller så om når der her etter \
        før for fra hans hennes deres sin vår min hva hvorfor hvordan hvem hvor ikke også da siden nå alle mange er har kan \
        skal til ved under ifølge gjennom uten begge hver blant både dersom hvis slik dessuten derfor",
    surnames: "de",
    ordinals: true,
};

pub(super) const FR: Lists = Lists {
    before: "MM Mgr Dr Pr c.-à-d càd cf av apr bd boul pl dir coll trad resp vs p.-ex c-à-d Mme Mlle Ste St N.B éd",
    number: "art al chap n no nos nᵒ p pp par fig tabl tab t vol env ca max min tél ch ann réf \
        janv févr avr juil juill sept oct nov déc lun ven sam dim",
    either: "Cie Sté Ets col ex J.-C jr",
    last: "etc",
    starts: "le la les un une des du il elle ils elles on nous vous je tu ce cet cette ces ça cela dans en sur à au aux avec \
        mais et ou donc or ni car si quand lorsque après avant pour par son sa ses leur leurs notre nos votre vos mon ma \
        mes que qui quoi pourquoi comment où ne pas aussi puis alors de depuis selon ainsi chaque tous toutes plusieurs \
        c d j l n qu s y m",
    surnames: "le la les de du des d en m",
    ordinals: false,
};

/// Of a language without lists.
pub(super) const ANY: Lists = Lists {
    before: "dr prof",
    number: "nr no p pp vol art",
    either: "",
    last: "",
    starts: "",
    surnames: "",
    ordinals: true,
};
