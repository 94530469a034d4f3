// Letters by week, complaints beside praise. The table below the chart says the same to those who do not see it.
(() => {
  "use strict";
  const canvas = document.getElementById("chart-weeks");
  const data = document.getElementById("chart-weeks-data");
  if (!canvas || !data || !window.Chart) return;

  const counts = JSON.parse(data.textContent);
  const colourOf = (name) => getComputedStyle(canvas.querySelector(`[data-colour="${name}"]`)).color;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let chart;

  const bars = (name) => ({
    label: canvas.dataset[name],
    data: counts[name],
    backgroundColor: colourOf(name),
    borderRadius: 3,
    maxBarThickness: 22,
  });

  const draw = () => {
    const ink = getComputedStyle(canvas.parentElement).color;
    const line = getComputedStyle(canvas.closest(".sheet")).borderTopColor;
    chart?.destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.color = ink;
    chart = new Chart(canvas, {
      type: "bar",
      data: { labels: counts.weeks, datasets: ["complaints", "praises"].filter((name) => name in counts).map(bars) },
      options: {
        animation: still ? false : { duration: 250 },
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: {
          x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
          y: { beginAtZero: true, ticks: { precision: 0 }, grid: { color: line } },
        },
        plugins: { legend: { position: "bottom", labels: { usePointStyle: true } } },
      },
    });
  };

  canvas.parentElement.hidden = false;
  draw();
  document.addEventListener("debrief:theme", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
