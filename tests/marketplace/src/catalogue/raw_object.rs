//! A JSON object kept as it was written.
//!
//! The contract says a skill is stored and given back with every field it came with. Going through a
//! map of parsed values would keep the fields but not their spelling (`1.10` becomes `1.1`, a number past
//! 64 bits becomes a float), so the object is a list of names and *raw* values: what nobody touches is
//! given back byte for byte, in its order.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::{RawValue, to_raw_value};

/// A JSON object: its fields in the order they came, their values unparsed.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawObject {
    fields: Vec<(String, Box<RawValue>)>,
}

impl RawObject {
    /// Reads an object; anything else is an error.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The value of a field, when it is there and has the wanted type. Of two with one name the last counts,
    /// as in every JSON reader we know.
    pub fn get<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Option<T> {
        let (_, raw) = self.fields.iter().rev().find(|(field, _)| field == name)?;
        serde_json::from_str(raw.get()).ok()
    }

    /// Sets a field where it stands, or at the end.
    pub fn set<T: Serialize>(&mut self, name: &str, value: &T) -> serde_json::Result<()> {
        let raw = to_raw_value(value)?;
        match self.fields.iter_mut().rev().find(|(field, _)| field == name) {
            Some((_, place)) => *place = raw,
            None => self.fields.push((name.to_owned(), raw)),
        }
        Ok(())
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) {
        self.fields.retain(|(field, _)| field != name);
    }

    /// The object as text.
    pub fn to_text(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = RawObject;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawObject, A::Error> {
                let mut fields = Vec::with_capacity(20);
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(RawObject { fields })
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl Serialize for RawObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (name, value) in &self.fields {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::RawObject;

    #[test]
    fn what_nobody_touches_stays_as_it_was_written() {
        let text = r#"{"b":1.10,"a":123456789012345678901234567890,"b2":{"x" : 1}}"#;
        let mut object = RawObject::parse(text).unwrap();
        assert_eq!(object.to_text().unwrap(), text);
        object.set("b2", &true).unwrap();
        object.set("new", &[1, 2]).unwrap();
        assert_eq!(
            object.to_text().unwrap(),
            r#"{"b":1.10,"a":123456789012345678901234567890,"b2":true,"new":[1,2]}"#
        );
    }
}
