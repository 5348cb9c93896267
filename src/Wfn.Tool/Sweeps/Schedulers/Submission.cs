using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Wfn.Files;

namespace Wfn.Tool.Sweeps.Schedulers;

/// <summary>What is handed to a scheduler at once: the tasks that are not done, in a file whose lines a job's index counts.</summary>
/// <param name="Name">Its name, by what it holds.</param>
/// <param name="List">Path of the file of names.</param>
/// <param name="Tasks">The tasks.</param>
internal sealed record Submission(string Name, string List, IReadOnlyList<SweepTask> Tasks)
{
    /// <summary>Writes the list of what is not done.</summary>
    /// <param name="folder">The sweep.</param>
    /// <returns>The submission, of no tasks where all is done.</returns>
    public static Submission Of(SweepFolder folder)
    {
        SweepTask[] tasks = [.. folder.Sweep.Tasks.Where(task => SweepTaskRecord.Read(folder, task) is not { IsEnded: true })];
        var text = string.Concat(tasks.Select(task => task.Name + "\n"));

        // Jobs that wait in a queue find the list that they were made for, whatever is submitted later.
        var name = string.Create(CultureInfo.InvariantCulture, $"{tasks.Length}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8]}");
        var list = Path.Combine(folder.Submissions, name + ".tasks");
        SweepFolder.Attempt(list, () =>
        {
            Directory.CreateDirectory(folder.Submissions);
            WholeFile.Replace(list, text);
        });
        return new Submission(name, list, tasks);
    }
}
