import HotlineControl

extension AddPeerRequest {
    /// Throws `invalid_request` beyond the limits of ``ControlLimits``.
    func check() throws(ControlError) {
        try RequestShapes.text(keyLine, "key_line", atMost: ControlLimits.keyLineBytes)
        guard routes.count <= ControlLimits.routes else {
            throw ControlError(.invalidRequest, "at most \(ControlLimits.routes) routes")
        }
        for route in routes { try RequestShapes.text(route, "a route", atMost: ControlLimits.routeBytes) }
    }
}

extension SubmitRequest {
    /// Throws `invalid_request` for what no node could take, and `body_too_large`; names and kinds are the node's.
    func check() throws(ControlError) {
        _ = try RequestShapes.messageID(messageID)
        _ = try RequestShapes.nodeName(peer)
        if let inReplyTo { _ = try RequestShapes.messageID(inReplyTo) }
        if let seconds = acknowledgeBySeconds, seconds < 1 {
            throw ControlError(.invalidRequest, "acknowledge_by_seconds must be at least 1", messageID: messageID)
        }
        _ = try content()
    }
}

extension AcknowledgeRequest {
    /// Throws `invalid_request` beyond the limits of ``ControlLimits``.
    func check() throws(ControlError) {
        _ = try RequestShapes.messageID(messageID)
        try RequestShapes.text(officer, "officer", atMost: ControlLimits.officerBytes)
        guard ["accepted", "pending", "denied"].contains(decision) else {
            throw ControlError(
                .invalidRequest, "decision must be accepted, pending or denied", messageID: messageID)
        }
        if let note { try RequestShapes.text(note, "note", atMost: ControlLimits.noteBytes) }
    }
}

extension EraseRequest {
    /// Throws `invalid_request` beyond the limits of ``ControlLimits``.
    func check() throws(ControlError) {
        try RequestShapes.text(officer, "officer", atMost: ControlLimits.officerBytes)
        if let note { try RequestShapes.text(note, "note", atMost: ControlLimits.erasureNoteBytes) }
    }
}
