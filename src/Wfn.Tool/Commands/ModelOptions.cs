using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Graph;
using Wfn.Import;

namespace Wfn.Tool.Commands;

/// <summary>How a model that is no artifact is read.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string[]> shapes = new("--input-shape")
    {
        Description = "Extents of an input that the model leaves open, as in image=N,3,224,224 or N,3,224,224; N is the batch. May be given several times.",
        HelpName = "shape",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> values = new("--input-value")
    {
        Description = "A value of an input of one element that is to be a constant, as in sr=16000. May be given several times.",
        HelpName = "name=number",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> outputs = new("--outputs")
    {
        Description = "An output that is wanted; what no wanted one needs is left out (default: all). May be given several times.",
        HelpName = "name",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<double?> maxMemory = SharedOptions.MaxMemory();

    /// <summary>Declares the options' forms.</summary>
    public ModelOptions()
    {
        shapes.Validators.Add(
            result => Require(result, "--input-shape", "a batch and positive extents, such as N,3,224,224", text => Shape(
            text) is not null));
        values.Validators.Add(
            result => Require(result, "--input-value", "a name and a number, such as sr=16000", text => InputValueText.Parse(text) is not null));
    }

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [shapes, values, outputs, maxMemory];

    /// <summary>What they come to.</summary>
    public ImportOptions Read(ParseResult parsed) => new()
    {
        Memory = SharedOptions.Memory(parsed, maxMemory),
        InputShapes = (parsed.GetValue(shapes) ?? []).SelectMany(text => Shape(text)!.Value).ToEquatableArray(),
        InputValues = (parsed.GetValue(values) ?? []).Select(text => InputValueText.Parse(text)!.Value).ToEquatableArray(),
        Outputs = (parsed.GetValue(outputs) ?? []).ToEquatableArray(),
    };

    private static void Require(OptionResult result, string option, string expected, Func<string, bool> isValid)
    {
        foreach (var token in result.Tokens.Where(token => !isValid(token.Value)))
        {
            result.AddError($"{option}: '{token.Value}' is not usable; expected is {expected}");
        }
    }

    private static EquatableArray<(string Input, TensorShape Shape)>? Shape(string text) => InputShapeText.Parse(text);
}
