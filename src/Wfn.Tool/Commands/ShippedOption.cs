using System.CommandLine;
using Wfn.Tool.Reporting;

namespace Wfn.Tool.Commands;

/// <summary><c>--shipped</c>: in which forms of an app what a model adds to it is measured.</summary>
internal sealed class ShippedOption : Option<string?>
{
    private const string All = "all";
    private static readonly string[] Names = [.. Enum.GetNames<ShippedForm>().Select(name => name.ToLowerInvariant())];

    public ShippedOption()
        : base("--shipped")
    {
        Description = "Publish an app with and without the model, and show what it adds: il (as it is built), trimmed, browser (Blazor "
            + "WebAssembly, by brotli as it is served), native (NativeAOT), or all; several with commas between. Needs the .NET SDK, and minutes.";
        HelpName = "form,form,…";
        Validators.Add(result =>
        {
            foreach (var name in result.Tokens.SelectMany(t => Split(t.Value)).Where(name => name != All && !Names.Contains(name)))
            {
                result.AddError($"--shipped: '{name}' is not usable; expected are {string.Join(", ", Names)} or {All}");
            }
        });
    }

    /// <summary>The forms; none where the option is not given.</summary>
    public IReadOnlyList<ShippedForm> Read(ParseResult parsed)
    {
        var names = Split(parsed.GetValue(this) ?? "");
        return [.. Enum.GetValues<ShippedForm>().Where((_, form) => names.Contains(All) || names.Contains(Names[form]))];
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
