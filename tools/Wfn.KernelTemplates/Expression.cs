namespace Wfn.KernelTemplates;

/// <summary>An integer that names may be part of; conditions are 1 or 0.</summary>
internal abstract record Expression
{
    /// <summary>Its value.</summary>
    /// <exception cref="TemplateException">A name has none.</exception>
    public abstract int Value(Scope scope);

    /// <summary>A number.</summary>
    public sealed record Constant(int Number) : Expression
    {
        /// <inheritdoc/>
        public override int Value(Scope scope) => Number;
    }

    /// <summary>A name.</summary>
    public sealed record Name(string Text, string Place) : Expression
    {
        /// <inheritdoc/>
        public override int Value(Scope scope) => scope.Value(Text) ?? throw new TemplateException($"{Place}: {Text} has no value here");
    }

    /// <summary>Two expressions with an operator between them.</summary>
    public sealed record Binary(string Operator, Expression Left, Expression Right) : Expression
    {
        /// <inheritdoc/>
        public override int Value(Scope scope)
        {
            var (left, right) = (Left.Value(scope), Right.Value(scope));
            return Operator switch
            {
                "+" => left + right,
                "-" => left - right,
                "*" => left * right,
                "==" => left == right ? 1 : 0,
                "!=" => left != right ? 1 : 0,
                "<" => left < right ? 1 : 0,
                "<=" => left <= right ? 1 : 0,
                ">" => left > right ? 1 : 0,
                ">=" => left >= right ? 1 : 0,
                _ => throw new InvalidOperationException(Operator),
            };
        }
    }
}
