namespace JwtSecurity;

/// <summary>
/// What one of the library's own endpoints takes and answers, as its set is configured now.
/// </summary>
public sealed class JwtTokenEndpointDescription
{
    internal JwtTokenEndpointDescription(IReadOnlyList<JwtEndpointField> requestFields, bool needsBody, IReadOnlyList<JwtEndpointField>? answerFields)
    {
        RequestFields = requestFields;
        NeedsBody = needsBody;
        AnswerFields = answerFields;
    }

    /// <summary>Gets what it reads from a body, which is a JSON object or a form.</summary>
    /// <value>Empty where it reads none.</value>
    public IReadOnlyList<JwtEndpointField> RequestFields { get; }

    /// <summary>Gets whether there has to be a body. What may come in a header or a cookie as well needs none.</summary>
    public bool NeedsBody { get; }

    /// <summary>Gets what the JSON object has that it answers. A token that goes into a cookie alone is not there.</summary>
    /// <value><see langword="null"/> where it answers no object.</value>
    public IReadOnlyList<JwtEndpointField>? AnswerFields { get; }
}
