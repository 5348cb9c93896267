using Wfn.Diagnostics;

namespace Wfn.Import;

/// <summary>Which outputs of a model are wanted.</summary>
internal static class WantedOutputs
{
    /// <summary>The wanted ones of a model's outputs: all where none are asked for.</summary>
    /// <exception cref="WfnException">One is asked for that the model does not have, or twice (WFN3004).</exception>
    public static IReadOnlyList<string> Of(ImportOptions options, IReadOnlyList<string> outputs)
    {
        if (options.Outputs.IsEmpty)
        {
            return outputs;
        }

        foreach (var wanted in options.Outputs)
        {
            if (!outputs.Contains(wanted))
            {
                throw Wrong(
                    $"the output {DataName.Quote(wanted)} is asked for, but the model's outputs are {string.Join(", ", outputs.Take(20).Select(DataName.Quote))}");
            }
        }

        return options.Outputs.Distinct().Count() == options.Outputs.Count
            ? [.. options.Outputs]
            : throw Wrong("an output is asked for twice");
    }

    private static WfnException Wrong(string message) => new(DiagnosticCodes.BadOption, message);
}
