using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace JwtSecurity.Analyzers;

/// <summary>
/// A project's endpoints that change something and name a scheme that reads cookies.
/// </summary>
internal sealed class CookieEndpointsOfProject(INamedTypeSymbol attributeType)
{
    private readonly ConcurrentBag<CookieEndpoint> _endpoints = [];

    /// <summary>The first endpoint that a check is missing for, in the order of the source.</summary>
    public CookieEndpoint? FirstOf(SwitchedOffCheck check) =>
        _endpoints.Where(check.Concerns)
            .OrderBy(endpoint => endpoint.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(endpoint => endpoint.Location.SourceSpan.Start)
            .FirstOrDefault();

    /// <summary>Reads <c>MapPost(…)</c> and the like: the attributes of the handler and of its parameters.</summary>
    public void ReadMapping(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is { Name: "MapPost" or "MapPut" or "MapPatch" or "MapDelete", ContainingType: { Name: "EndpointRouteBuilderExtensions" } }
            && HandlerOf(call) is { } handler)
        {
            var pattern = call.Arguments.FirstOrDefault(argument => argument.Parameter!.Name == "pattern")?.Value.ConstantValue.Value as string;
            var verb = call.TargetMethod.Name.Substring("Map".Length).ToUpperInvariant();
            Add($"{verb} {pattern}".TrimEnd(), Named([.. handler.Parameters, handler]), call.Syntax.GetLocation());
        }
    }

    /// <summary>Reads controller actions with <c>[HttpPost]</c> and the like. The innermost attribute names the scheme.</summary>
    public void ReadAction(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!method.GetAttributes().Any(IsUnsafeVerb))
        {
            return;
        }

        var attributes = Named(method.Parameters);
        for (ISymbol? symbol = method; attributes.Count == 0 && symbol is not null; symbol = symbol is INamedTypeSymbol type ? type.BaseType : symbol.ContainingType)
        {
            attributes = Named([symbol]);
        }

        Add($"{method.ContainingType.Name}.{method.Name}", attributes, method.Locations[0]);
    }

    private static IMethodSymbol? HandlerOf(IInvocationOperation call)
    {
        var handler = call.Arguments.FirstOrDefault(argument => argument.Parameter!.Name is "handler" or "requestDelegate")?.Value;
        while (handler is IConversionOperation or IDelegateCreationOperation)
        {
            handler = handler is IConversionOperation conversion ? conversion.Operand : ((IDelegateCreationOperation)handler).Target;
        }

        return (handler as IAnonymousFunctionOperation)?.Symbol ?? (handler as IMethodReferenceOperation)?.Method;
    }

    private static bool IsUnsafeVerb(AttributeData attribute) =>
        attribute.AttributeClass is { Name: "HttpPostAttribute" or "HttpPutAttribute" or "HttpPatchAttribute" or "HttpDeleteAttribute", ContainingNamespace: { Name: "Mvc" } };

    private List<AttributeData> Named(IEnumerable<ISymbol> symbols) => [.. symbols.Select(symbol => SecurityAttributes.Find(symbol, attributeType)).OfType<AttributeData>()];

    private void Add(string name, List<AttributeData> attributes, Location location)
    {
        foreach (var attribute in attributes)
        {
            if (SecurityAttributes.SchemeOf(attribute) is { } scheme && CookieSchemes.Has(scheme))
            {
                _endpoints.Add(new CookieEndpoint(name, scheme, SecurityAttributes.SetOf(attribute), location));
            }
        }
    }
}
