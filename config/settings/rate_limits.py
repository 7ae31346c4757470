"""The limits of attempts of every installation."""

# How often one may do what, as allauth writes it: `m` is a minute, `ip` an address of the network, `key` the key that
# the code gives. What is not named here has allauth's own limit.
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords: of an address, and for an account from one address.
    "login_failed": "10/m/ip,5/5m/key",
    # Wrong passwords for an account from all addresses from which its owner has not signed in of late.
    "wrong_passwords": "100/h/key",
    # With the next one the owner of the account is told.
    "wrong_passwords_untold": "9/h/key",
    # Codes that prove a mailbox at sign-up: to a mailbox from one address, and from all addresses together.
    "code_mailed": "10/m/ip,3/3m/key,10/h/key",
    "codes_mailed": "30/d/key",
    # Links for a new password. Each link that was sent works until a password is set.
    "reset_password": "20/m/ip,5/m/key,20/d/key",
    # Wrong secrets at the token endpoint: of an address, and for a client (RFC 6749) at an address.
    "wrong_secrets": "30/m/ip,20/m/key",
    # Tokens that a client gets. A token is good for an hour.
    "token_given": "60/m/key",
    # Tips of a network and of everybody; further messages and wrong receipt codes of a network. The key of a network is
    # a digest that changes each day: no address is kept (`core.limits.network_key`).
    "tip_sent": "6/h/key,20/d/key",
    "tips_sent": "600/h/key",
    "tip_written": "20/h/key",
    "tip_code_wrong": "10/h/key",
    # Requests for mail about new figures: of a network, of everybody, and those to one mailbox, whose key is a digest
    # too.
    "subscription_asked": "6/h/key,20/d/key",
    "subscriptions_asked": "600/h/key",
    "subscription_mailed": "3/h/key,5/d/key",
    # Numbers that a network has checked on /verify; a partner's system asks by the API.
    "number_checked": "30/m/key,300/h/key",
    # Results of checks that are counted, of a network; further ones are shown and not counted.
    "check_finished": "60/h/key",
    # Searches of an officer of an agency for a parcel by its number.
    "parcel_sought": "300/h/key",
}
