//! The average that is shown: the marketplace's, with a rating of mine in it that
//! the marketplace does not count yet. So it moves at once (contract, section 5).

/// A skill's mean and how many ratings it is of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Mean of the ratings, 0 to 5; 0 without any.
    pub average: f64,
    /// How many ratings.
    pub count: u32,
}

/// The figures with `mine` in them, in place of `known`: the stars that the
/// marketplace has of me already, if any.
#[must_use]
pub fn shown(theirs: Figures, mine: u8, known: Option<u8>) -> Figures {
    let count = f64::from(theirs.count);
    let figures = match known {
        // A count of nought cannot hold one of mine: it is older than that.
        Some(known) if theirs.count > 0 => Figures {
            average: theirs.average + (f64::from(mine) - f64::from(known)) / count,
            count: theirs.count,
        },
        _ => Figures {
            average: (theirs.average * count + f64::from(mine)) / (count + 1.0),
            count: theirs.count.saturating_add(1),
        },
    };
    Figures {
        average: figures.average.clamp(0.0, 5.0),
        ..figures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR_OF_THREE: Figures = Figures { average: 4.0, count: 3 };

    #[test]
    fn a_first_rating_is_added() {
        assert_eq!(shown(FOUR_OF_THREE, 2, None), Figures { average: 3.5, count: 4 });
        let none = Figures { average: 0.0, count: 0 };
        assert_eq!(shown(none, 5, None), Figures { average: 5.0, count: 1 });
    }

    #[test]
    fn a_changed_rating_takes_the_place_of_the_earlier_one() {
        assert_eq!(shown(FOUR_OF_THREE, 1, Some(4)), Figures { average: 3.0, count: 3 });
        assert_eq!(shown(FOUR_OF_THREE, 4, Some(4)), FOUR_OF_THREE);
    }

    #[test]
    fn figures_that_do_not_fit_together_never_leave_the_scale() {
        let odd = Figures { average: 5.0, count: 1 };
        assert_eq!(shown(odd, 5, Some(1)).average, 5.0);
        assert_eq!(shown(Figures { average: 0.0, count: 0 }, 3, Some(2)).count, 1);
    }
}
