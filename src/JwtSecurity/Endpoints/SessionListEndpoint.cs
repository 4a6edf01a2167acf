using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JwtSecurity;

/// <summary>
/// Shows a subject its own sessions.
/// </summary>
internal sealed class SessionListEndpoint(string? setName) : SessionEndpoint(setName)
{
    protected override async Task HandleAsync(HttpContext context, EndpointSchemes schemes, JwtSessions sessions, JwtStoredSession own)
    {
        var all = new List<JwtSession>();
        await foreach (var session in sessions.ListAsync(own.SubjectKey, context.RequestAborted))
        {
            all.Add(session);
        }

        await TokenAnswer.WriteJsonAsync(context, json => Write(json, all, own.SessionId));
    }

    private static void Write(Utf8JsonWriter json, List<JwtSession> sessions, string ownId)
    {
        json.WriteStartArray();
        foreach (var session in sessions)
        {
            json.WriteStartObject();
            json.WriteString("session_id"u8, session.SessionId);
            json.WriteString("client"u8, session.Client);
            json.WriteString("address"u8, session.Address);
            json.WriteString("created_at"u8, session.CreatedAt);
            json.WriteString("last_used_at"u8, session.LastUsedAt);
            json.WriteString("idle_expires_at"u8, session.IdleExpiresAt);
            json.WriteString("expires_at"u8, session.ExpiresAt);
            json.WriteBoolean("current"u8, session.SessionId == ownId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
