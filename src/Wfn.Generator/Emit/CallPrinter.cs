using Wfn.KernelCalls;

namespace Wfn.Generator.Emit;

/// <summary>Writes kernel calls as C#: a statement each, and fields and tables for what they need.</summary>
/// <param name="code">The model's code.</param>
/// <param name="fields">The fields that it adds to.</param>
/// <param name="statements">The statements that it adds to.</param>
internal sealed class CallPrinter(ModelCode code, FieldSet fields, List<string> statements)
{
    // Numbers of an array that is written out; more are decoded from a table.
    private const int MostNumbers = 64;
    private const int LongestLine = 110;
    private readonly ParameterText parameters = new(code, fields);

    /// <summary>Adds a call.</summary>
    public void Add(KernelCall call)
    {
        var comment = Comment(call);
        if (call.IsWrittenOut)
        {
            foreach (var part in InlineText.Of(call, code))
            {
                code.InlineMethods.Add(part);
                Add(part.Comment, $"{part.Name}({Arguments(call, comment)})");
            }

            return;
        }

        var target = call.State is null ? code.Kernel(call.Type) : Field(call.State, comment);
        var type = call.TypeArgument is { } element ? $"<{WorkspaceViews.ElementOf(element)}>" : "";
        Add(comment, $"{target}.{call.Method}{type}({Arguments(call, comment)})");
    }

    /// <summary>Adds a call that several threads divide.</summary>
    public void AddDivided(KernelCall call)
    {
        var comment = Comment(call);
        var parts = Field(call.Parts!, comment);
        var read = call.Reads.ToArray();
        var scratch = call.Regions.Where(r => r.Use == RegionUse.Scratch).Select(r => r.Place).ToArray();
        Add(comment, $"team.Run({parts}, {Offset(read[0])}, {Offset(call.Written)}"
            + (scratch.Length > 0 ? $", scratch: {Offset(scratch[0])}" : "")
            + (read.Length > 1 ? $", addend: {Offset(read[1])}" : "") + ")");
    }

    /// <summary>The field of an object.</summary>
    public string Field(KernelObject made, string comment)
    {
        var type = made.Result ?? made.Type;
        var name = type.TrimEnd('[', ']');
        name = char.ToUpperInvariant(name[0]) + name.Substring(1);
        return fields.Add(TypeName(type), name, comment, Object(made, comment));
    }

    private static string Comment(KernelCall call) => $"{CSharpText.Comment(call.Node)}: {CSharpText.Comment(call.What)}";

    private static string Offset(PlanRegion place) => CSharpText.Number(place.Offset);

    private void Add(string comment, string call)
    {
        statements.Add("// " + comment);
        statements.Add(call + ";");
    }

    private string Arguments(KernelCall call, string comment) => string.Join(", ", call.Arguments.Select(a => a is WorkspaceValue
        ? code.Views.Of(call.Regions.First().Place.Storage)
        : Argument(a, comment)));

    // Whatever a call would have to make anew each time is a field.
    private string Argument(KernelValue value, string comment) => value switch
    {
        RegionValue { IsOffset: true } region => CSharpText.Number(region.Place.Offset),
        RegionValue region => $"{code.Views.Of(region.Place.Storage)}.Slice({CSharpText.Number(region.Place.Offset)}, {Length(region)})",
        ObjectValue { Made.IsValue: false } made => Field(made.Made, comment),
        IntegersValue => fields.Add("int[]", "Constants", comment, Value(value, "constants", comment)),
        ShortsValue => fields.Add("short[]", "Table", comment, Value(value, "function", comment)),
        SinglesValue => fields.Add("float[]", "Constants", comment, Value(value, "constants", comment)),
        _ => Value(value, "", comment),
    };

    private static string Length(RegionValue region) => region.SampleLength == 0
        ? CSharpText.Number(region.Place.Length)
        : $"count * {CSharpText.Number(region.SampleLength)}";

    private string Value(KernelValue value, string name, string comment) => value switch
    {
        NullValue => "null",
        IntegerValue integer => CSharpText.Number(integer.Value),
        BooleanValue boolean => CSharpText.Boolean(boolean.Value),
        SingleValue single => CSharpText.Number(single.Value),
        IntegersValue { Values.Count: <= MostNumbers } few => CSharpText.Array(few.Values),
        IntegersValue many => Decoded("Integers", name, comment, TableText.Integers(many.Values.AsSpan())),
        ShortsValue shorts => Decoded("Shorts", name, comment, TableText.Integers(shorts.Values.AsSpan())),
        SinglesValue singles => parameters.Numbers(name, comment, singles.Values),
        IndicesValue indices => Decoded(
            "Indices",
            "Weights",
            CSharpText.Comment(indices.Weights.Parameter),
            TableText.Indices(indices.Weights.Indices.AsSpan(), indices.Weights.Codebook.Count)),
        MantissasValue mantissas => Mantissas(mantissas),
        ParameterValue parameter => parameters.Values(parameter.Name),
        FloatWeightsValue weights => parameters.Weights(weights),
        FloatWeightsSourceValue source => "static () => " + parameters.Weights(source.Weights),
        SharedValue shared => Field(shared.Made, comment),
        ObjectValue made => Object(made.Made, comment),
        FunctionValue function => code.Function(function),
        _ => throw new InvalidOperationException($"{value.GetType().Name} has no C#"),
    };

    private string Object(KernelObject made, string comment)
    {
        var target = made.Factory is null ? "new " + code.Kernel(made.Type)
            : made.Receiver is null ? $"{code.Kernel(made.Type)}.{made.Factory}"
            : $"{Field(made.Receiver, comment)}.{made.Factory}";
        var arguments = made.Arguments.Select(a => $"{a.Name}: {Value(a.Value, a.Name, comment)}").ToArray();
        var line = $"{target}({string.Join(", ", arguments)})";
        return made.IsValue || (line.Length <= LongestLine && line.IndexOf('\n') < 0)
            ? line
            : $"{target}(\n{string.Join(",\n", arguments.Select(Indent))})";
    }

    private string Mantissas(MantissasValue value)
    {
        var codebook = value.Codebook;
        var what = value.Weights.IsShared ? "the network" : CSharpText.Comment(value.Weights.Parameter);
        var comment = $"The codebook of {what}: multiples of 2^-{CSharpText.Number(codebook.FractionBits)}.";
        return fields.Add("int[]", "Codebook", comment, Value(codebook.Mantissas, "codebook", comment));
    }

    private string Decoded(string method, string name, string comment, (string Text, int Digits) table) =>
        $"{code.Kernel("Base91Decoder")}.{method}({code.Tables.Add(TableName(name), TableComment(comment, name), table.Text)}, {CSharpText.Number(table.Digits)})";

    private static string TableName(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    private static string TableComment(string comment, string name) => name == "Weights" ? comment : $"{comment}, {name}";

    private string TypeName(string type) => char.IsLower(type[0]) ? type : code.Kernel(type.TrimEnd('[', ']')) + (type[type.Length - 1] == ']' ? "[]" : "");

    private static string Indent(string lines) => "    " + lines.Replace("\n", "\n    ");
}
