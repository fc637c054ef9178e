/* The smallest useful plugin, in plain C11 and in one file: a reader with one column,
 * `n`, that counts from 0 to `rows` - 1 in one task. It shows every rule of the contract
 * that a reader meets: two exports, static tables, errors in the caller's struct, batches
 * that own their memory, plan entries as bytes.
 *
 * In C++ the helper takes most of this off your hands: row_counter.cc. */
#include <hopline/hopline.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- small help -----------------------------------------------------------------------
 */

static const hopline_host* the_host; /* lives as long as the process */

/* Fills the caller's struct, if there is one, and returns the code. */
static int32_t fail(hopline_error* error, int32_t code, const char* message) {
  if (error != NULL && error->struct_size >= sizeof *error) {
    memset(error, 0, sizeof *error);
    error->struct_size = (uint32_t)sizeof *error;
    error->code = code;
    snprintf(error->origin, sizeof error->origin, "%s", "minimal.reader");
    snprintf(error->message, sizeof error->message, "%s", message);
  }
  return code;
}

/* ---- Arrow: one struct column of one int64 column
 * -------------------------------------- */

/* A consumer may move the child out and release the root first, so each owns what is its
 * own. */
typedef struct Column {
  const void* buffers[2]; /* validity bits (NULL: no nulls), values */
  int64_t values[];
} Column;

typedef struct Root {
  const void* buffers[1];
  struct ArrowArray* children[1];
  struct ArrowArray child;
} Root;

static void release_column(struct ArrowArray* array) {
  free(array->private_data);
  array->release = NULL;
}

static void release_root(struct ArrowArray* array) {
  Root* root = array->private_data;
  if (root->child.release != NULL) root->child.release(&root->child);
  free(root);
  array->release = NULL;
}

static void release_field(struct ArrowSchema* schema) { schema->release = NULL; }

static void release_schema(struct ArrowSchema* schema) {
  struct ArrowSchema* field = schema->children[0];
  if (field->release != NULL) field->release(field);
  free(field);
  free(schema->children);
  schema->release = NULL;
}

static int32_t make_batch(int64_t first, int64_t n, struct ArrowArray* out) {
  Root* root = calloc(1, sizeof *root);
  Column* column = malloc(sizeof *column + (size_t)n * sizeof(int64_t));
  if (root == NULL || column == NULL) {
    free(root);
    free(column);
    return HOPLINE_STATUS_OUT_OF_MEMORY;
  }
  for (int64_t i = 0; i < n; ++i) column->values[i] = first + i;
  column->buffers[0] = NULL;
  column->buffers[1] = column->values;
  root->child = (struct ArrowArray){.length = n,
                                    .n_buffers = 2,
                                    .buffers = column->buffers,
                                    .release = release_column,
                                    .private_data = column};
  root->children[0] = &root->child;
  *out = (struct ArrowArray){.length = n,
                             .n_buffers = 1,
                             .n_children = 1,
                             .buffers = root->buffers,
                             .children = root->children,
                             .release = release_root,
                             .private_data = root};
  return HOPLINE_STATUS_OK;
}

/* ---- job: what one phase needs
 * ---------------------------------------------------------- */

typedef struct Job {
  int64_t rows;
} Job;

static int32_t job_open(const hopline_job_args* args, void** out, hopline_error* error) {
  const hopline_config_service* config =
      the_host->get_service(the_host->ctx, HOPLINE_SERVICE_CONFIG, 1);
  if (config == NULL)
    return fail(error, HOPLINE_STATUS_NOT_IMPLEMENTED, "no hopline.config/1");
  const hopline_bytes text = {(const uint8_t*)args->config_json,
                              strlen(args->config_json)};
  void* document = NULL;
  int32_t status = config->open(config->ctx, &text, &document, error);
  if (status != HOPLINE_STATUS_OK) return status;
  int64_t rows = 0;
  status = config->get_int64(config->ctx, document, "/rows", &rows, error);
  config->close(config->ctx, document);
  if (status != HOPLINE_STATUS_OK) return status;

  Job* job = malloc(sizeof *job);
  if (job == NULL) return fail(error, HOPLINE_STATUS_OUT_OF_MEMORY, "out of memory");
  job->rows = rows;
  *out = job;
  return HOPLINE_STATUS_OK;
}

static void job_close(void* job) { free(job); }

static int32_t job_schema(void* job, struct ArrowSchema* out, hopline_error* error) {
  (void)job;
  struct ArrowSchema* child = calloc(1, sizeof *child);
  struct ArrowSchema** children = calloc(1, sizeof *children);
  if (child == NULL || children == NULL) {
    free(child);
    free(children);
    return fail(error, HOPLINE_STATUS_OUT_OF_MEMORY, "out of memory");
  }
  child->format = "l"; /* int64 */
  child->name = "n";
  child->release = release_field;
  children[0] = child;
  memset(out, 0, sizeof *out);
  out->format = "+s"; /* struct: one child per column */
  out->name = "";
  out->n_children = 1;
  out->children = children;
  out->release = release_schema;
  return HOPLINE_STATUS_OK;
}

static void release_plan(hopline_plan* plan) {
  plan->tasks = NULL; /* what it points to is static */
  plan->release = NULL;
}

static int32_t job_plan(void* job, const hopline_plan_args* args, hopline_plan* out,
                        hopline_error* error) {
  /* One task for all rows. Its entry is what task_open gets back, perhaps in another
   * process; it begins with a format number of our own. */
  static const uint8_t entry[] = {1};
  static const hopline_plan_task task = {
      sizeof(hopline_plan_task), 0, {entry, sizeof entry}, -1, -1, "all rows"};
  static const hopline_plan_task* const tasks[] = {&task};
  (void)job;
  (void)args;
  (void)error;
  out->n_tasks = 1;
  out->tasks = tasks;
  out->release = release_plan;
  return HOPLINE_STATUS_OK;
}

/* ---- task: one attempt
 * ------------------------------------------------------------------ */

typedef struct Task {
  int64_t next, end, most;
} Task;

static int32_t task_open(void* job, const hopline_task_args* args, void** out,
                         hopline_error* error) {
  if (args->task.size != 1 || args->task.data[0] != 1) {
    return fail(error, HOPLINE_STATUS_INVALID_STATE,
                "opening a task: unknown plan entry");
  }
  Task* task = malloc(sizeof *task);
  if (task == NULL) return fail(error, HOPLINE_STATUS_OUT_OF_MEMORY, "out of memory");
  task->next = 0;
  task->end = ((const Job*)job)->rows;
  task->most = (int64_t)args->max_batch_rows;
  *out = task;
  return HOPLINE_STATUS_OK;
}

static int32_t task_next(void* handle, struct ArrowArray* out, hopline_error* error) {
  Task* task = handle;
  out->release = NULL; /* a released array means: the end */
  if (task->next >= task->end) return HOPLINE_STATUS_OK;
  const int64_t left = task->end - task->next;
  const int64_t n = left < task->most ? left : task->most;
  const int32_t status = make_batch(task->next, n, out);
  if (status != HOPLINE_STATUS_OK) return fail(error, status, "out of memory");
  task->next += n;
  return HOPLINE_STATUS_OK;
}

static void task_close(void* task) { free(task); }

/* ---- description
 * ------------------------------------------------------------------------ */

static const hopline_reader reader = {
    .struct_size = sizeof(hopline_reader),
    .job_open = job_open,
    .job_close = job_close,
    .job_schema = job_schema,
    .job_plan = job_plan,
    .task_open = task_open,
    .task_next = task_next,
    .task_close = task_close,
};

static const char* const step_types[] = {"minimal"};

static const hopline_connector connector = {
    .struct_size = sizeof(hopline_connector),
    .kind = HOPLINE_KIND_READER,
    .capabilities = HOPLINE_CAP_REPLAYABLE,
    .id = "minimal.reader",
    .step_types = step_types,
    .n_step_types = 1,
    .display_name = "Minimal",
    .summary = "counts from zero",
    .config_schema =
        "{\"type\": \"object\", \"required\": [\"rows\"], \"properties\": {\"rows\": "
        "{\"type\": \"integer\", \"minimum\": 0, \"description\": \"how many rows\"}}}",
    .reader = &reader,
};

static const hopline_connector* const connectors[] = {&connector};

static const hopline_plugin plugin = {
    .struct_size = sizeof(hopline_plugin),
    .id = "io.hopline.example.minimal",
    .name = "minimal",
    .version = "1.0.0",
    .vendor = "Hopline",
    .license = "Apache-2.0",
    .description = "the smallest reader, in C",
    .n_connectors = 1,
    .connectors = connectors,
};

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);

HOPLINE_DEFINE_ENTRY(host, error) {
  (void)error;
  the_host = host;
  return &plugin;
}
