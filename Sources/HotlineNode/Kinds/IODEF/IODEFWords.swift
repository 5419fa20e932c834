/// The enumerated values of RFC 8727 section 6, in its order.
enum IODEFWords {
    static let purpose = ["traceback", "mitigation", "reporting", "watch", "other", "ext-value"]

    static let status = ["new", "in-progress", "forwarded", "resolved", "future", "ext-value"]

    static let restriction = [
        "public", "partner", "need-to-know", "private", "default", "white", "green", "amber", "red", "ext-value",
    ]

    static let role = [
        "creator", "reporter", "admin", "tech", "provider", "user", "billing", "legal", "irt", "abuse", "cc", "cc-irt",
        "leo", "vendor", "vendor-support", "victim", "victim-notified", "ext-value",
    ]

    static let contactType = ["person", "organization", "ext-value"]

    static let registry = ["internic", "apnic", "arin", "lacnic", "ripe", "afrinic", "local", "ext-value"]

    static let addressType = ["street", "mailing", "ext-value"]

    static let emailType = ["direct", "hotline", "ext-value"]

    static let telephoneType = ["wired", "mobile", "fax", "hotline", "ext-value"]

    static let severity = ["low", "medium", "high"]

    static let action = [
        "nothing", "contact-source-site", "contact-target-site", "contact-sender", "investigate", "block-host",
        "block-network", "block-port", "rate-limit-host", "rate-limit-network", "rate-limit-port", "redirect-traffic",
        "honeypot", "upgrade-software", "rebuild-asset", "harden-asset", "remediate-other", "status-triage",
        "status-new-info", "watch-and-report", "training", "defined-coa", "other", "ext-value",
    ]
}
