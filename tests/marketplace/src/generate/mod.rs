//! Made-up catalogues of any size: the same skills for the same seed, on every machine and for ever.

mod code;
mod random;
mod skill;
mod words;

use serde_json::{Value, json};

use crate::catalogue::Loaded;
use random::Random;

/// A catalogue of so many made-up skills in 13 categories.
pub fn catalogue(skills: usize, seed: u64) -> Loaded {
    let mut random = Random::new(seed);
    let skills = (0..skills).map(|number| skill::write(number, &mut random)).collect();
    Loaded {
        skills,
        categories: words::CATEGORIES.iter().map(category).collect(),
    }
}

fn category(category: &words::Category) -> Value {
    json!({
        "name": category.name,
        "description": category.description,
        "icon_url": Value::Null,
        "created_at": "2024-01-01T00:00:00Z",
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_skills_and_another_gives_others() {
        assert_eq!(catalogue(50, 7).skills, catalogue(50, 7).skills);
        assert_ne!(catalogue(50, 7).skills, catalogue(50, 8).skills);
    }

    #[test]
    fn made_up_skills_have_what_the_contract_requires_and_vary() {
        let skills: Vec<Value> = catalogue(2000, 1)
            .skills
            .iter()
            .map(|text| serde_json::from_str(text).unwrap())
            .collect();
        let distinct = |field: &str| {
            skills
                .iter()
                .map(|skill| skill[field].to_string())
                .collect::<HashSet<_>>()
                .len()
        };
        assert_eq!(distinct("skill_id"), 2000);
        assert!(distinct("name") > 1000, "{} names", distinct("name"));
        assert_eq!(distinct("category"), 13);
        assert_eq!(distinct("skill_type"), 3);
        for skill in &skills {
            let id = uuid::Uuid::parse_str(skill["skill_id"].as_str().unwrap()).unwrap();
            assert_eq!(id.get_version_num(), 4);
            let size = skill["code"].as_str().unwrap().len();
            assert!((500..=8300).contains(&size), "{size} bytes of code");
            assert!(skill["created_at"].as_str() <= skill["updated_at"].as_str());
        }
    }
}
