using System.ComponentModel;
using System.Diagnostics;
using Wfn.Diagnostics;

namespace Wfn.Tool.Sweeps.Schedulers;

/// <summary>Hands jobs to SLURM.</summary>
internal static class SlurmSubmission
{
    private const string Sbatch = "sbatch";

    /// <summary>Submits the array, and the merge that follows it however its tasks end.</summary>
    /// <returns>Numbers of both jobs.</returns>
    /// <exception cref="WfnException">There is no <c>sbatch</c>, or it refuses (WFN3004).</exception>
    public static (string Tasks, string Merge) Submit(string tasks, string merge)
    {
        var array = Run(tasks, []);
        return (array, Run(merge, [$"--dependency=afterany:{array}"]));
    }

    private static string Run(string script, string[] options)
    {
        var start = new ProcessStartInfo(Sbatch, ["--parsable", .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Write(script);
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();

            // The number, and perhaps the cluster's name.
            return process.ExitCode == 0
                ? output.Trim().Split(';')[0]
                : throw new WfnException(DiagnosticCodes.BadOption, $"{Sbatch} refuses: {error.Result.Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption, $"there is no {Sbatch} here: submit where SLURM's commands are, or look at the scripts with --dry-run", innerException: e);
        }
    }
}
