namespace Wfn.KernelTemplates;

/// <summary>The values that a name takes one after another.</summary>
internal interface IValues
{
    /// <summary>The values.</summary>
    IEnumerable<int> Of(Scope scope);
}

/// <summary><c>first..last</c>.</summary>
internal sealed record ValueRange(Expression First, Expression Last) : IValues
{
    /// <inheritdoc/>
    public IEnumerable<int> Of(Scope scope)
    {
        var first = First.Value(scope);
        return Enumerable.Range(first, Math.Max(0, Last.Value(scope) - first + 1));
    }
}

/// <summary><c>8, 7, 4, 1</c>.</summary>
internal sealed record ValueList(IReadOnlyList<Expression> Values) : IValues
{
    /// <inheritdoc/>
    public IEnumerable<int> Of(Scope scope) => [.. Values.Select(v => v.Value(scope))];
}
