using System.Security.Cryptography;
using System.Text;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>Tables sort by a click on a column's head. Without script they are read in the report's order.</summary>
/// <remarks>Without the characters that XML escapes, which HTML would not read back inside a script.</remarks>
static class PageScript
{
    public const string Text = """

        document.querySelectorAll('table.sortable').forEach(function (table) {
          var body = table.tBodies[0];
          Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
            if (head.textContent === '') return;
            var button = document.createElement('button');
            button.type = 'button';
            button.textContent = head.textContent;
            head.textContent = '';
            head.appendChild(button);
            var down = 1;
            button.addEventListener('click', function () {
              Array.from(table.tHead.rows[0].cells).forEach(function (other) { other.removeAttribute('aria-sort'); });
              head.setAttribute('aria-sort', down === 1 ? 'descending' : 'ascending');
              function key(row) { var cell = row.cells[column]; return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v); }
              Array.from(body.rows).sort(function (a, b) {
                var x = key(a), y = key(b);
                return typeof x === 'number' ? down * (y - x) : down * String(x).localeCompare(String(y), 'en');
              }).forEach(function (row) { body.appendChild(row); });
              down = -down;
            });
          });
        });

        """;

    /// <summary>No other script may run, whatever a model's names hold, and nothing may be loaded.</summary>
    public static string Policy { get; } = $"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))))}'";
}
