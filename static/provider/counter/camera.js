/* The camera beside a file input: open, stand in the outline, count down, and the picture is the input's file. Without it one chooses a file. */
"use strict";

(() => {
  const WIDTH = 1600, HEIGHT = 1200, SECONDS = 3;

  class Camera {
    constructor(root) {
      this.root = root;
      this.input = document.getElementById(root.dataset.cameraFor);
      this.part = (name) => root.querySelector(`[data-camera="${name}"]`);
      this.stage = root.querySelector("[data-camera-stage]");
      this.video = root.querySelector("video");
      this.count = root.querySelector("[data-camera-count]");
      this.status = root.querySelector("[data-camera-status]");
      this.part("open").addEventListener("click", () => this.open());
      this.part("shoot").addEventListener("click", () => this.shoot());
      this.part("close").addEventListener("click", () => this.close());
      root.addEventListener("keydown", (event) => this.key(event));
      window.addEventListener("pagehide", () => this.stop());
      root.hidden = false;
    }

    say(word) {
      this.status.textContent = word ? this.status.dataset[word] : "";
    }

    async open() {
      try {
        this.stop();
        const video = { width: { ideal: WIDTH }, height: { ideal: HEIGHT }, aspectRatio: { ideal: WIDTH / HEIGHT } };
        this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
        this.video.srcObject = this.stream;
        await this.video.play();
      } catch {
        this.close();
        this.say("refused");
        return;
      }
      this.show(true);
      this.say("ready");
      this.part("shoot").focus();
    }

    show(running) {
      this.stage.hidden = !running;
      this.part("open").hidden = running;
      this.part("shoot").hidden = !running;
      this.part("close").hidden = !running;
    }

    shoot() {
      if (this.timer) return;
      let left = SECONDS;
      this.say("counting");
      this.count.textContent = left;
      this.timer = setInterval(() => {
        left -= 1;
        this.count.textContent = left || "";
        if (!left) this.capture();
      }, 1000);
    }

    key(event) {
      if (event.key !== "Escape" || this.stage.hidden) return;
      event.preventDefault();
      if (this.timer) {
        this.halt();
        this.say("stopped");
      } else {
        this.close();
        this.part("open").focus();
      }
    }

    halt() {
      clearInterval(this.timer);
      this.timer = null;
      this.count.textContent = "";
    }

    capture() {
      this.halt();
      const canvas = document.createElement("canvas");
      canvas.width = this.video.videoWidth;
      canvas.height = this.video.videoHeight;
      canvas.getContext("2d").drawImage(this.video, 0, 0);
      canvas.toBlob((blob) => this.hand(blob), "image/jpeg", 0.92);
    }

    /* The picture becomes the input's file, as if it had been chosen. */
    hand(blob) {
      if (!blob) return;
      const chosen = new DataTransfer();
      chosen.items.add(new File([blob], this.root.dataset.name, { type: blob.type }));
      this.input.files = chosen.files;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
      this.close();
      this.say("taken");
      (this.input.form?.querySelector("button:not([type=button])") ?? this.part("open")).focus();
    }

    stop() {
      this.halt();
      this.stream?.getTracks().forEach((track) => track.stop());
      this.stream = null;
    }

    close() {
      this.stop();
      this.video.srcObject = null;
      this.show(false);
      this.say("");
    }
  }

  if (!navigator.mediaDevices?.getUserMedia || typeof DataTransfer !== "function") return;
  document.querySelectorAll("[data-camera-for]").forEach((root) => {
    if (document.getElementById(root.dataset.cameraFor)) new Camera(root);
  });
})();
