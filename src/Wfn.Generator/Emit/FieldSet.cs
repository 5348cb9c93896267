namespace Wfn.Generator.Emit;

/// <summary>Constant objects of a model, as the fields of a class; equal ones are one.</summary>
/// <param name="className">The class.</param>
/// <param name="shared">The fields of another class, which are not made again.</param>
internal sealed class FieldSet(string className, FieldSet? shared = null)
{
    private readonly Dictionary<(string Type, string Value), string> names = [];
    private readonly List<ModelField> fields = [];

    /// <summary>The class that declares them.</summary>
    public string ClassName => className;

    /// <summary>The fields, in the order in which they are made.</summary>
    public IReadOnlyList<ModelField> All => fields;

    /// <summary>The expression of a field that holds a value; it is added where there is none.</summary>
    /// <param name="type">Its C# type.</param>
    /// <param name="name">A name for it, made unique by a number.</param>
    /// <param name="comment">What it is, as comment text.</param>
    /// <param name="value">The expression that makes it.</param>
    public string Add(string type, string name, string comment, string value)
    {
        if (shared is not null && shared.names.TryGetValue((type, value), out var other))
        {
            return other;
        }

        if (!names.TryGetValue((type, value), out var expression))
        {
            var unique = name + CSharpText.Number(fields.Count);
            fields.Add(new ModelField(type, unique, comment, value));
            expression = className + "." + unique;
            names.Add((type, value), expression);
        }

        return expression;
    }
}

/// <summary>A constant object of a model.</summary>
/// <param name="Type">Its C# type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Comment">What it is.</param>
/// <param name="Value">The expression that makes it; may span lines.</param>
internal sealed record ModelField(string Type, string Name, string Comment, string Value);
