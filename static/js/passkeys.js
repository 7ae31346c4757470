/* Starts allauth's passkey form of this page from its data- attributes; what went wrong is said in the page's words. */
(() => {
  const start = () => {
    const area = document.querySelector("[data-passkey]");
    const trouble = (name, hidden = false) => {
      document.querySelector(`[data-passkey-trouble="${name}"]`).hidden = hidden;
    };
    trouble("script", true);
    if (!window.PublicKeyCredential) {
      trouble("unsupported");
      return;
    }
    document.addEventListener("allauth.error", (event) => {
      event.preventDefault();
      trouble("failed");
    });
    const { passkey, button, credential, passwordless } = area.dataset;
    const ids = { add: button, login: button, authenticate: button, credential, passwordless, data: "passkey_options" };
    window.allauth.webauthn.forms[passkey]({ ids });
    area.hidden = false;
  };
  document.addEventListener("DOMContentLoaded", start);
})();
