//! Models as files.
//!
//! One line of JSON, which says what the model is; then numbers, little end first: as 32-bit floats the biases, the
//! scales, and for each dense feature its mean, its standard deviation and its four weights; then the rows of weights of
//! terms, four bytes each.

use serde_json::{Value, json};

use super::{N_OUTPUTS, StanceModel};
use crate::stance::features::{N_ROWS, dense_names};

/// What the first line says of the form of the file.
const FORMAT: &str = "rejoinder stance model 1";

impl StanceModel {
    /// The model as the bytes of a file.
    pub(super) fn write(&self) -> Vec<u8> {
        let header = json!({
            "format": FORMAT,
            "name": self.name,
            "trained_on": self.trained_on,
            "temperature": self.temperature,
            "least_confidence": self.least_confidence,
            "n_rows": self.rows.len(),
            "dense": dense_names(),
        });
        let mut bytes = header.to_string().into_bytes();
        bytes.push(b'\n');
        let mut put = |value: f32| bytes.extend(value.to_le_bytes());
        self.bias.into_iter().chain(self.scale).for_each(&mut put);
        for ((mean, sd), weights) in self.means.iter().zip(&self.sds).zip(&self.dense) {
            [*mean, *sd].into_iter().chain(*weights).for_each(&mut put);
        }
        bytes.extend(self.rows.iter().flatten().map(|weight| weight.cast_unsigned()));
        bytes
    }

    /// Reads a model; the error says what was expected and what found.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let Some(end) = bytes.iter().take(1 << 16).position(|&byte| byte == b'\n') else {
            return Err(format!("expected a first line that names `{FORMAT}`, but found none"));
        };
        let header: Value = serde_json::from_slice(&bytes[..end])
            .map_err(|error| format!("line 1: expected JSON that names `{FORMAT}`: {error}"))?;
        if header["format"] != FORMAT {
            return Err(format!("line 1: expected the format `{FORMAT}`, but found {}", header["format"]));
        }
        let names: Vec<&str> = strings(&header["dense"]).collect();
        if dense_names() != names {
            return Err("was made by another version, which looks at other features of texts".to_owned());
        }
        let number = |key: &str| {
            let value = header[key].as_f64().filter(|value| (0.0..1e6).contains(value));
            value.map(|value| value as f32).ok_or_else(|| format!("line 1: expected a number as `{key}`"))
        };
        let body = Body::of(&bytes[end + 1..], names.len())?;
        let temperature = number("temperature")?;
        if temperature <= 0.0 {
            return Err("line 1: expected a `temperature` above 0".to_owned());
        }
        Ok(Self {
            name: header["name"].as_str().unwrap_or_default().to_owned(),
            trained_on: strings(&header["trained_on"]).map(str::to_owned).collect(),
            temperature,
            least_confidence: number("least_confidence")?,
            bias: body.outputs(0),
            scale: body.outputs(1),
            means: body.of_features(0),
            sds: body.of_features(1).into_iter().map(|sd| sd.max(f32::MIN_POSITIVE)).collect(),
            dense: body.weights(),
            rows: body.rows(),
        })
    }
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The numbers of a file.
struct Body<'a> {
    floats: Vec<f32>,
    rows: &'a [u8],
}

/// Floats before those of the features, and floats of each feature.
const HEAD: usize = 2 * N_OUTPUTS;
const STEP: usize = 2 + N_OUTPUTS;

impl<'a> Body<'a> {
    fn of(bytes: &'a [u8], n_dense: usize) -> Result<Self, String> {
        let n_floats = HEAD + STEP * n_dense;
        let expected = 4 * n_floats + N_OUTPUTS * N_ROWS;
        let split = bytes.split_at_checked(4 * n_floats).filter(|_| bytes.len() == expected);
        let Some((floats, rows)) = split else {
            return Err(format!("expected {expected} bytes behind the first line, but found {}", bytes.len()));
        };
        let floats: Vec<f32> = floats.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        match floats.iter().position(|value| !value.is_finite()) {
            Some(at) => Err(format!("number {} behind the first line is none", at + 1)),
            None => Ok(Self { floats, rows }),
        }
    }

    fn outputs(&self, nth: usize) -> [f32; N_OUTPUTS] {
        std::array::from_fn(|output| self.floats[nth * N_OUTPUTS + output])
    }

    fn features(&self) -> impl Iterator<Item = &[f32; STEP]> {
        self.floats[HEAD..].as_chunks::<STEP>().0.iter()
    }

    fn of_features(&self, nth: usize) -> Vec<f32> {
        self.features().map(|feature| feature[nth]).collect()
    }

    fn weights(&self) -> Vec<[f32; N_OUTPUTS]> {
        self.features().map(|feature| std::array::from_fn(|output| feature[2 + output])).collect()
    }

    fn rows(&self) -> Vec<[i8; N_OUTPUTS]> {
        self.rows.as_chunks::<N_OUTPUTS>().0.iter().map(|row| row.map(u8::cast_signed)).collect()
    }
}
