using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JwtSecurity.Analyzers;

/// <summary>
/// What a project's code sets of the protection against cross-site request forgery.
/// </summary>
internal sealed class CsrfOptionsOfProject
{
    private readonly ConcurrentBag<SwitchedOffCheck> _switchedOff = [];
    private volatile bool _mayDoubleSubmit;

    /// <summary>Where the browser's words are ignored, unless double submit is, or may be, on.</summary>
    public IEnumerable<SwitchedOffCheck> SwitchedOff => _mayDoubleSubmit ? [] : _switchedOff;

    public void Read(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { ContainingNamespace: { Name: "JwtSecurity" } } property })
        {
            return;
        }

        var value = Unconverted(assignment.Value);
        switch (property.ContainingType.Name, property.Name)
        {
            case ("JwtCsrfOptions", "CheckBrowserOrigin") when value.ConstantValue is { HasValue: true, Value: false }:
                _switchedOff.Add(Describe(assignment));
                break;
            case ("JwtCsrfOptions", "DoubleSubmit") when value.ConstantValue is not { HasValue: true, Value: false or null }:
            case ("JwtSchemeOptions", "Dialect") when value is not IPropertyReferenceOperation { Property: { Name: "FastApiJwt" or "SimpleJwt" } }:
                // The other dialects write what double submit compares, and so may the application's own.
                _mayDoubleSubmit = true;
                break;
        }
    }

    private static SwitchedOffCheck Describe(IAssignmentOperation assignment)
    {
        var registration = RegistrationAround(assignment);
        var name = registration?.TargetMethod.Name;
        return new SwitchedOffCheck(name is null or "AddJwtSecurity" ? null : "Jwt" + name.Substring("Add".Length), SetOf(registration), assignment.Syntax.GetLocation());
    }

    // The call whose delegate the assignment stands in: AddJwtSecurity(o => …) or AddAccessCookie(o => …).
    private static IInvocationOperation? RegistrationAround(IOperation operation)
    {
        var function = operation.Parent;
        while (function is not null and not IAnonymousFunctionOperation)
        {
            function = function.Parent;
        }

        var call = function?.Parent;
        while (call is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
        {
            call = call.Parent;
        }

        return call is IInvocationOperation invocation && IsRegistration(invocation.TargetMethod) ? invocation : null;
    }

    private static bool IsRegistration(IMethodSymbol method) =>
        method.ContainingType.Name is "JwtSecurityServiceCollectionExtensions" or "JwtSecurityBuilderExtensions";

    // AddJwtSecurity at the beginning of the chain says which set it is; in a variable it may be any.
    private static string? SetOf(IInvocationOperation? call)
    {
        while (call is not null && call.TargetMethod.Name != "AddJwtSecurity")
        {
            call = (call.Instance ?? call.Arguments.FirstOrDefault(argument => argument.Parameter!.Ordinal == 0)?.Value) as IInvocationOperation;
        }

        return call is null ? null
            : call.Arguments.FirstOrDefault(argument => argument.Parameter!.Name == "name") is { } name ? name.Value.ConstantValue.Value as string
            : "";
    }

    private static IOperation Unconverted(IOperation value) => value is IConversionOperation conversion ? Unconverted(conversion.Operand) : value;
}
