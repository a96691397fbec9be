// Steps can be dragged to their place. Whoever cannot or does not want to types a number or moves them by buttons.
(function () {
  "use strict";
  const form = document.getElementById("order");
  const list = form && form.querySelector(".plan-steps");
  if (!list || !matchMedia("(pointer: fine)").matches) return;

  let lifted = null;
  const steps = () => Array.from(list.children);
  const clear = () => steps().forEach((step) => step.classList.remove("plan-step--over", "plan-step--lifted"));

  list.classList.add("plan-steps--draggable");
  for (const title of list.querySelectorAll(".plan-step__title")) title.draggable = true;

  list.addEventListener("dragstart", (event) => {
    lifted = event.target.closest(".plan-step");
    lifted.classList.add("plan-step--lifted");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", lifted.id);
  });

  list.addEventListener("dragover", (event) => {
    const over = event.target.closest(".plan-step");
    if (!lifted || !over) return;
    event.preventDefault();
    steps().forEach((step) => step.classList.toggle("plan-step--over", step === over && step !== lifted));
  });

  list.addEventListener("dragend", () => { clear(); lifted = null; });

  list.addEventListener("drop", (event) => {
    const over = event.target.closest(".plan-step");
    if (!lifted || !over) return;
    event.preventDefault();
    const down = steps().indexOf(lifted) < steps().indexOf(over);
    if (over !== lifted) {
      list.insertBefore(lifted, down ? over.nextSibling : over);
      steps().forEach((step, place) => { step.querySelector(".plan-step__input").value = place + 1; });
      form.requestSubmit(form.querySelector("button[name=save]"));
    }
    clear();
    lifted = null;
  });
})();
