use super::*;

#[test]
fn every_day_comes_back() {
    for day in (-719_528..=2_932_896).step_by(17) {
        let (year, month, of_month) = date(day);
        assert_eq!(day_number(year, month, of_month), day);
    }
}

#[test]
fn months_end_where_the_next_begins() {
    for month in 0..12 * 801 {
        let (year, month) = (month / 12, month % 12 + 1);
        let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        assert_eq!(day_number(next.0, next.1, 1) - day_number(year, month, 1), days_in(year, month), "{year}-{month}");
    }
}
