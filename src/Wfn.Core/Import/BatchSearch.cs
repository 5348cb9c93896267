using System.Runtime.ExceptionServices;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Import;

/// <summary>Tries one assumption of the batch after the other.</summary>
internal static class BatchSearch
{
    /// <summary>
    /// The network of the first assumption under which all of the model is supported. Where none is, what the first one met is told.
    /// </summary>
    /// <param name="attempts">The number of assumptions.</param>
    /// <param name="import">Builds the network under one of them.</param>
    public static NetworkGraph Run(int attempts, Func<int, NetworkGraph> import)
    {
        ExceptionDispatchInfo? first = null;
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            try
            {
                return import(attempt);
            }
            catch (WfnException error) when (error.Code is DiagnosticCodes.UnsupportedOperator or DiagnosticCodes.InvalidGraph)
            {
                first ??= ExceptionDispatchInfo.Capture(error);
            }
            catch (WfnException error) when (error.Code == DiagnosticCodes.TensorTooLarge && first is not null)
            {
                // What is left of the budget has to do for all attempts; when it is used up, there are no more.
                break;
            }
        }

        first!.Throw();
        throw new InvalidOperationException("unreachable");
    }
}
