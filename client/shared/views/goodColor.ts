/** Of icons for what is as it should be: also in light themes three times as bright or dark as what is behind it (WCAG 1.4.11). */
export const goodColor = "charts.green";
