//! Version numbers as programs print them.

/// The first number of a version: `v20.20.2` is 20.
pub fn major(text: &str) -> Option<u32> {
    let digits = text.trim().trim_start_matches('v');
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_counts() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("9.8.1"), Some(9));
        assert_eq!(major("v23.0.0-nightly2024"), Some(23));
        assert_eq!(major("v8"), Some(8));
    }

    #[test]
    fn what_is_no_version_is_none() {
        assert_eq!(major(""), None);
        assert_eq!(major("not a version"), None);
        assert_eq!(major("v"), None);
    }
}
