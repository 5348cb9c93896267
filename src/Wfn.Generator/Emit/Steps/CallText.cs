namespace Wfn.Generator.Emit.Steps;

/// <summary>Calls with named arguments, one a line.</summary>
internal static class CallText
{
    /// <summary>The creation of an object.</summary>
    public static string New(string type, params (string Name, string Value)[] arguments) => Call("new " + type, arguments);

    /// <summary>A call.</summary>
    public static string Call(string target, params (string Name, string Value)[] arguments) =>
        target + "(\n" + string.Join(",\n", arguments.Select(a => Indent(a.Name + ": " + a.Value))) + ")";

    private static string Indent(string lines) => "    " + lines.Replace("\n", "\n    ");
}
