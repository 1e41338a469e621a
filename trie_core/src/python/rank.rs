//! `Weights`, `Visits` and `Tags` for Python: what is handed to a search beside the index.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;

use super::errors::raised;
use crate::error::Error;
use crate::search::{Tags, Visits, WEIGHTS, Weights};

/// The numbers of the ranking formula.
#[pyclass(name = "Weights", module = "trie_core", frozen, eq)]
#[derive(PartialEq)]
pub(super) struct PyWeights(pub Weights);

/// The number, if it is one that the formula can bear.
fn checked(name: &str, value: f64, least: f64, most: f64) -> PyResult<f64> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    let what = format!("the weight {name} is a number from {least} to {most}, got {value}");
    Err(raised(Error::Input(what)))
}

#[pymethods]
impl PyWeights {
    #[new]
    #[pyo3(signature = (
        *, saturation = WEIGHTS.saturation, length = WEIGHTS.length, title = WEIGHTS.title, rest = WEIGHTS.rest,
        half_life_days = WEIGHTS.half_life_days, floor = WEIGHTS.floor, visits = WEIGHTS.visits, form = WEIGHTS.form,
        compound = WEIGHTS.compound
    ), text_signature = "(*, saturation=1.2, length=0.75, title=3.0, rest=0.25, half_life_days=180.0, floor=0.75, visits=0.5, form=0.5, compound=0.4)")]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments in Python")]
    fn new(
        saturation: f64,
        length: f64,
        title: f64,
        rest: f64,
        half_life_days: f64,
        floor: f64,
        visits: f64,
        form: f64,
        compound: f64,
    ) -> PyResult<Self> {
        Ok(Self(Weights {
            saturation: checked("saturation", saturation, 0.0, 100.0)?,
            length: checked("length", length, 0.0, 1.0)?,
            title: checked("title", title, 0.0, 100.0)?,
            rest: checked("rest", rest, 0.0, 100.0)?,
            half_life_days: checked("half_life_days", half_life_days, 0.01, 1e6)?,
            floor: checked("floor", floor, 0.0, 1.0)?,
            visits: checked("visits", visits, 0.0, 100.0)?,
            form: checked("form", form, 0.0, 1.0)?,
            compound: checked("compound", compound, 0.0, 1.0)?,
        }))
    }

    #[getter]
    fn saturation(&self) -> f64 {
        self.0.saturation
    }

    #[getter]
    fn length(&self) -> f64 {
        self.0.length
    }

    #[getter]
    fn title(&self) -> f64 {
        self.0.title
    }

    #[getter]
    fn rest(&self) -> f64 {
        self.0.rest
    }

    #[getter]
    fn half_life_days(&self) -> f64 {
        self.0.half_life_days
    }

    #[getter]
    fn floor(&self) -> f64 {
        self.0.floor
    }

    #[getter]
    fn visits(&self) -> f64 {
        self.0.visits
    }

    #[getter]
    fn form(&self) -> f64 {
        self.0.form
    }

    #[getter]
    fn compound(&self) -> f64 {
        self.0.compound
    }

    fn __repr__(&self) -> String {
        let Weights {
            saturation,
            length,
            title,
            rest,
            half_life_days,
            floor,
            visits,
            form,
            compound,
        } = self.0;
        format!(
            "Weights(saturation={saturation}, length={length}, title={title}, rest={rest}, \
             half_life_days={half_life_days}, floor={floor}, visits={visits}, \
             form={form}, compound={compound})"
        )
    }
}

/// How often people open each page.
#[pyclass(name = "Visits", module = "trie_core", frozen)]
pub(super) struct PyVisits(pub Arc<Visits>);

#[pymethods]
impl PyVisits {
    #[new]
    fn new(rows: Vec<(u32, f32)>) -> Self {
        Self(Arc::new(Visits::new(rows)))
    }

    #[staticmethod]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands paths over by value
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let visits = py.detach(|| Visits::open(&path)).map_err(raised)?;
        Ok(Self(Arc::new(visits)))
    }

    #[allow(clippy::needless_pass_by_value)] // PyO3 hands paths over by value
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.save(&path)).map_err(raised)
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __getitem__(&self, page: u32) -> f64 {
        self.0.of(page)
    }

    fn __repr__(&self) -> String {
        format!("<Visits of {} pages>", self.0.len())
    }
}

/// Which pages have which tags.
#[pyclass(name = "Tags", module = "trie_core", frozen)]
pub(super) struct PyTags(pub Arc<Tags>);

#[pymethods]
impl PyTags {
    #[new]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands lists over by value
    fn new(py: Python<'_>, rows: Vec<(String, String)>) -> PyResult<Self> {
        let rows = rows
            .iter()
            .map(|(tag, pages)| (tag.clone(), pages.as_str()));
        let tags = py.detach(|| Tags::new(rows)).map_err(raised)?;
        Ok(Self(Arc::new(tags)))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn of(&self, page: u64) -> Vec<&str> {
        let page = u32::try_from(page);
        page.map_or_else(|_| Vec::new(), |page| self.0.named(page).collect())
    }

    fn __getitem__(&self, tag: &str) -> Vec<u32> {
        self.0.pages(tag).to_vec()
    }

    fn __repr__(&self) -> String {
        format!("<Tags, {} of them>", self.0.len())
    }
}
